"""Tests of the evaluation; a package, so that its files may share names with those of other rooms."""
