"""Runs our Ape commands one after the other in one process, for the tests: loading Ape takes longer than they do.

Reads a line of JSON a command (`arguments` as after `ape run`, `environment` to add), answers with one (`code`, `said`).
"""

import json
import os
import sys
from importlib import import_module
from pathlib import Path

from click.testing import CliRunner

# What a command must not find by accident.
CLEARED = dict.fromkeys(["APE_FOUNDRY_HOST", "EINLASS_DEPLOYMENT_FILE", "WEB3_PROVIDER_URI"])


def main() -> None:
    sys.path.insert(0, str(Path.cwd()))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    # Ape writes to standard output as it likes; only answers go to whoever asked.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for line in sys.stdin:
        request = json.loads(line)
        name, *arguments = request["arguments"]
        command = import_module(f"scripts.{name}").cli
        result = CliRunner().invoke(command, arguments, env={**CLEARED, **request["environment"]})
        said = result.output
        if result.exception and not isinstance(result.exception, SystemExit):
            said += repr(result.exception)
        answers.write(json.dumps({"code": result.exit_code, "said": said}) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
