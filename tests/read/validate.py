#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Holds JSON files against a schema, and the schema against its own.

usage: validate.py SCHEMA FILE...
"""
import json
import sys

import jsonschema


def load(path):
    with open(path, encoding='utf-8') as file:
        return json.load(file)


schema = load(sys.argv[1])
jsonschema.Draft7Validator.check_schema(schema)
for name in sys.argv[2:]:
    jsonschema.Draft7Validator(schema).validate(load(name))
