"""`python -m shequ_api.cli`."""

from shequ_api.cli import main

main()
