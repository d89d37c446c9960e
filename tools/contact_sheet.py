"""Render the pictures that the art contracts make, for people to look at: `python tools/contact_sheet.py [NAME …]`.

Compiles the contracts, deploys the art on an Anvil of its own, asks it for pictures, and photographs them with Chromium
into docs/images/contact-sheet-NAME.png. Also measures in Chromium that nothing falls off a sheet.
"""

import argparse
import base64
import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from eth_abi import decode, encode
from eth_utils import keccak
from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
STYLES = {1: "dada", 2: "pixel", 3: "bauhaus", 4: "concrete"}
STYLE_CONTRACTS = ["DadaStyle", "PixelStyle", "BauhausStyle", "ConcreteStyle"]
ARTS = ["TicketArt", "MembershipArt", "TokenArt"]
LOOK = "(uint8,uint24,uint24,uint24)"
TICKET = f"(address,address,{LOOK},string,string,string,uint32,uint32,uint32,uint64,uint64,uint8)"
MEMBER = f"(address,{LOOK},string,string,uint256,bool,uint64,bool)"
TOKEN = f"(address,{LOOK},string,string,uint256,uint256)"
VALID, USED, REVOKED, CANCELLED = range(4)
STARTS = 1_812_830_400

# Of every kind that has ever broken a layout, and some that collectives really have.
NAMES = [
    "Sommerfest",
    "Nacht der langen Messer & Gabeln",
    "Ö",
    "Kein Kino. Ein Abend mit Filmen, die es nie gab",
    'Tanz <in> den "Mai" & andere Brände',
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabend",
    "ערב של מוזיקה ישנה",
    "مهرجان الصيف في لايبزيغ",
    "夏祭りの夜と詩の朗読会",
    "👩🏽‍🎤 Rave 🏳️‍🌈",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞alg͏̴̙o",
    "W" * 96,
    "x i W " * 16,
    "Лето в Лейпциге",
    "Kulturverein zur Förderung improvisierter Musik: das große Fest zum zwanzigsten Jubiläum, 2. Teil",
]
PALETTES = [0x11, 0x22, 0x31, 0x44, 0x53, 0x66, 0x77, 0x88]


class Art:
    """The art contracts on a chain, and what they answer."""

    def __init__(self, url: str) -> None:
        self._url = url
        compiled = _compile()
        sender = self._rpc("eth_accounts")[0]
        styles = [self._deploy(sender, compiled[name], []) for name in STYLE_CONTRACTS]
        self.sizes = {name: len(code[1]) // 2 for name, code in compiled.items()}
        self._at = {name: self._deploy(sender, compiled[name], styles) for name in ARTS}

    def ticket(self, **changes: Any) -> str:
        view = {"access": 0x11, "tickets": 0x22, "style": 0, "colours": (0, 0, 0), "collective": "Kollektiv Ostpol",
                "name": "Sommerfest", "tier_name": "Soli", "tier": 1, "serial": 41, "supply": 300,
                "starts": STARTS, "state": VALID} | changes  # fmt: skip
        values = (
            _address(view["access"]), _address(view["tickets"]), (view["style"], *view["colours"]), view["collective"],
            view["name"].encode()[:96].decode("utf-8", "ignore"), view["tier_name"], view["tier"], view["serial"],
            view["supply"], view["starts"], view["starts"] + 36_000, view["state"],
        )  # fmt: skip
        return self._ask("TicketArt", "poster", TICKET, values)

    def badge(self, **changes: Any) -> str:
        view = {"access": 0x11, "style": 0, "colours": (0, 0, 0), "collective": "Kollektiv Ostpol", "symbol": "OSTPOL",
                "number": 12, "expires": 0, "expired": False} | changes  # fmt: skip
        values = (
            _address(view["access"]), (view["style"], *view["colours"]), view["collective"], view["symbol"],
            view["number"], True, view["expires"], view["expired"],
        )  # fmt: skip
        return self._ask("MembershipArt", "badge", MEMBER, values)

    def token(self, **changes: Any) -> str:
        view = {"access": 0x11, "style": 0, "colours": (0, 0, 0), "collective": "Kollektiv Ostpol", "symbol": "OSTPOL",
                "supply": 1200 * 10**18, "cap": 5000 * 10**18} | changes  # fmt: skip
        values = (
            _address(view["access"]), (view["style"], *view["colours"]), view["collective"], view["symbol"],
            view["supply"], view["cap"],
        )  # fmt: skip
        return self._ask("TokenArt", "picture", TOKEN, values)

    def _ask(self, contract: str, function: str, kind: str, values: tuple[Any, ...]) -> str:
        data = keccak(text=f"{function}({kind})")[:4] + encode([kind], [values])
        call = {"to": self._at[contract], "data": "0x" + data.hex()}
        return str(decode(["string"], bytes.fromhex(self._rpc("eth_call", call, "latest")[2:]))[0])

    def _deploy(self, sender: str, code: tuple[str, str], arguments: list[str]) -> str:
        data = "0x" + code[0] + encode(["address"] * len(arguments), arguments).hex()
        done = self._rpc("eth_sendTransaction", {"from": sender, "data": data, "gas": hex(16_000_000)})
        while (receipt := self._rpc("eth_getTransactionReceipt", done)) is None:
            time.sleep(0.05)
        if receipt["status"] != "0x1":
            raise SystemExit("a contract could not be deployed")
        return str(receipt["contractAddress"])

    def _rpc(self, method: str, *parameters: Any) -> Any:
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}).encode()
        request = urllib.request.Request(self._url, body, {"Content-Type": "application/json"})  # noqa: S310 (our own)
        with urllib.request.urlopen(request, timeout=120) as response:  # noqa: S310 (our own Anvil)
            answer = json.load(response)
        if "error" in answer:
            raise SystemExit(f"{method}: {answer['error']}")
        return answer["result"]


def _address(number: int) -> str:
    return f"0x{number:040x}"


def _compile() -> dict[str, tuple[str, str]]:
    """Return creation and runtime code of the art contracts, by name."""
    sources = {
        str(path.relative_to(ROOT)): {"content": path.read_text()} for path in (ROOT / "contracts/art").glob("*.sol")
    }
    job = {
        "language": "Solidity",
        "sources": sources,
        "settings": {
            "remappings": ["@openzeppelin/contracts/=node_modules/@openzeppelin/contracts/"],
            "optimizer": {"enabled": True, "runs": 200},
            "evmVersion": "prague",
            "outputSelection": {"*": {"*": ["evm.bytecode.object", "evm.deployedBytecode.object"]}},
        },
    }
    (shim,) = (ROOT / "tools/solc").glob("solc-v*")
    command = [str(shim), "--standard-json", "--base-path", str(ROOT)]
    done = subprocess.run(command, input=json.dumps(job), capture_output=True, text=True, check=True)
    output = json.loads(done.stdout)
    wrong = [error["formattedMessage"] for error in output.get("errors", []) if error["severity"] == "error"]
    if wrong:
        raise SystemExit("\n".join(wrong))
    found = {}
    for contracts in output["contracts"].values():
        for name, made in contracts.items():
            if name in STYLE_CONTRACTS + ARTS:
                found[name] = (made["evm"]["bytecode"]["object"], made["evm"]["deployedBytecode"]["object"])
    return found


@contextmanager
def anvil() -> Iterator[str]:
    """Run a chain for as long as it is needed; what it gives is its address."""
    binary = next(ROOT.glob("node_modules/@foundry-rs/anvil-*/bin/anvil"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(binary), "--port", str(port), "--silent", "--hardfork", "prague", "--gas-limit", "60000000"]
    process = subprocess.Popen(command)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


# ---------------------------------------------------------------------------------------------------------------- sheets

Row = tuple[str, list[str]]


def states(art: Art) -> list[Row]:
    """Every style in every state."""
    return [
        (style, [art.ticket(style=number, state=state, name="Lange Nacht der Druckkunst") for state in range(4)])
        for number, style in STYLES.items()
    ]


def serials(art: Art) -> list[Row]:
    """Neighbouring tickets of one event."""
    return [
        (style, [art.ticket(style=number, serial=serial, access=0x31) for serial in (0, 1, 2, 149, 298, 299)])
        for number, style in STYLES.items()
    ]


def tiers(art: Art) -> list[Row]:
    """The tiers of one event."""
    kinds = ["Normal", "Soli", "Gästeliste", "Crew"]
    return [
        (
            style,
            [art.ticket(style=number, tier=tier + 1, tier_name=kind, access=0x44) for tier, kind in enumerate(kinds)],
        )
        for number, style in STYLES.items()
    ]


def events(art: Art) -> list[Row]:
    """Events of several collectives, each with the palette its address chose."""
    return [
        (
            style,
            [art.ticket(style=number, tickets=0x900 + at, access=PALETTES[at], name=NAMES[at % 4]) for at in range(8)],
        )
        for number, style in STYLES.items()
    ]


def names(art: Art) -> list[Row]:
    """Names that break layouts."""
    return [
        (style, [art.ticket(style=number, name=name, tier_name=name[:8], serial=at) for at, name in enumerate(NAMES)])
        for number, style in STYLES.items()
    ]


def emblems(art: Art) -> list[Row]:
    """Badges, an expired one, one with a long name, and tokens."""
    long = "Kulturverein zur Förderung improvisierter Musik Leipzig e. V."
    rows = []
    for number, style in STYLES.items():
        badges = [
            art.badge(style=number),
            art.badge(style=number, number=13, expires=STARTS),
            art.badge(style=number, number=140, expires=STARTS, expired=True),
            art.badge(style=number, collective=long, symbol="KFIML", number=7, access=0x53),
            art.badge(style=number, collective="ערב של מוזיקה", symbol="👩🏽‍🎤", number=2**32, access=0x66),
        ]
        rows.append((style, [*badges, art.token(style=number), art.token(style=number, symbol="KFIML", access=0x53)]))
    return rows


SHEETS = {
    "states": (states, 300),
    "serials": (serials, 220),
    "tiers": (tiers, 300),
    "events": (events, 200),
    "names": (names, 200),
    "emblems": (emblems, 200),
}


def page_of(rows: list[Row], width: int) -> str:
    """Return the HTML of a sheet."""
    lines = []
    for label, pictures in rows:
        images = "".join(f'<img width="{width}" src="{data_uri(svg)}">' for svg in pictures)
        lines.append(f"<h2>{label}</h2><div>{images}</div>")
    style = "body{margin:16px;background:#9a9a9a;font:700 18px sans-serif;width:max-content}div{display:flex;gap:12px}"
    return f"<meta charset=utf-8><style>{style}h2{{margin:14px 0 6px;font-size:18px}}</style>{''.join(lines)}"


def data_uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


# What of a drawing's type is not inside its sheet, by one unit of 1000 or more.
OUTSIDE = """() => {
  const svg = document.querySelector("svg"), box = svg.getBoundingClientRect(), unit = box.width / 1000;
  return [...svg.querySelectorAll("text")].flatMap((text) => {
    const at = text.getBoundingClientRect();
    const over = Math.max(box.left - at.left, at.right - box.right, box.top - at.top, at.bottom - box.bottom) / unit;
    return over > 1 ? [`${text.textContent}: ${Math.round(over)}`] : [];
  });
}"""


def outside(page: Page, svg: str) -> list[str]:
    """Return the lines of type that leave the sheet, and by how much."""
    page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:1000px}}</style>{svg}")
    found: list[str] = page.evaluate(OUTSIDE)
    return found


def photograph(page: Page, html: str, target: Path, colours: int) -> None:
    page.set_viewport_size({"width": 400, "height": 400})
    page.set_content(html)
    page.wait_for_function("[...document.images].every((image) => image.complete && image.naturalWidth)")
    size = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    image = Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB")
    image.quantize(colours, dither=Image.Dither.NONE).save(target, optimize=True)


def say(what: object) -> None:
    sys.stdout.write(f"{what}\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sheets", nargs="*", help=f"which ones; all of {', '.join(SHEETS)} unless said")
    parser.add_argument("--style", choices=STYLES.values(), help="only this one")
    parser.add_argument("--out", type=Path, default=IMAGES, help="where to put them")
    parser.add_argument("--large", type=Path, help="also every picture alone, as SVG and 1000 wide, into this folder")
    chosen = parser.parse_args()
    for number, style in list(STYLES.items()):
        if chosen.style not in (None, style):
            del STYLES[number]
    chosen.out.mkdir(parents=True, exist_ok=True)
    lost = 0
    with anvil() as url, sync_playwright() as playwright:
        art = Art(url)
        say({name: f"{size} bytes" for name, size in art.sizes.items()})
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        for name in chosen.sheets or SHEETS:
            draw, width = SHEETS[name]
            rows = draw(art)
            photograph(page, page_of(rows, width), chosen.out / f"contact-sheet-{name}.png", 96)
            for label, pictures in rows:
                say(f"{name} {label}: at most {max(len(svg.encode()) for svg in pictures)} bytes")
                for at, svg in enumerate(pictures):
                    for line in outside(page, svg):
                        lost += 1
                        say(f"  {name} {label} {at}: outside of the sheet: {line}")
                    if chosen.large:
                        (chosen.large / f"{name}-{label}-{at}.svg").write_text(svg, encoding="utf-8")
                        page.set_viewport_size({"width": 1000, "height": 1500})
                        page.set_content(f'<style>body{{margin:0}}</style><img width="1000" src="{data_uri(svg)}">')
                        page.wait_for_function("document.images[0].complete")
                        page.screenshot(path=chosen.large / f"{name}-{label}-{at}.png")
        browser.close()
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
