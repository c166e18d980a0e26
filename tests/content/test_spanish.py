"""Faults of wording in Spanish that a machine can see, in the answers, the courtesies and the catalog."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from bot.content.po_file import read_po
from tests.content.facts import ROOT, material
