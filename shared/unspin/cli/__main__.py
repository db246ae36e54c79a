"""``python -m unspin.cli``: the `unspin` command."""

from unspin.cli.main import main

main()
