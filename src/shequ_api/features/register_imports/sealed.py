"""What this feature keeps sealed: the files, one at a time, for they are large."""

from shequ_api.features.register_imports.models import RegisterImport
from shequ_api.kit.sealed import Sealed

SEALED = (Sealed(RegisterImport.file_sealed, "file", at_once=1),)
