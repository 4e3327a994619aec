"""Interchange formats, one file each.

A format is a file `<name>.py` in this folder that defines `format`, an object that is a `Writer`,
a `Reader`, a `FolderReader` or several of them; third parties add theirs by an entry point in the
group `annotator.formats`. `formats` lists them without importing any.
"""

from annotator.formats._losses import Loss, Losses
from annotator.formats._options import Option
from annotator.formats._parsed import Parsed
from annotator.formats._protocol import FolderReader, Format, Reader, Writer
from annotator.registry import Registry

formats = Registry("format", __name__, "format", "annotator.formats")

__all__ = ["FolderReader", "Format", "Loss", "Losses", "Option", "Parsed", "Reader", "Writer", "formats"]
