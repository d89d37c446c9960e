"""What all Python tests share. The contracts' tests are Ape's and have a root of their own."""

pytest_plugins = ("tests.databases",)
