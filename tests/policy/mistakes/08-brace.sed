# SPDX-License-Identifier: GPL-2.0-only
# A profile lacks its closing brace.
/destroy at 50/ {
    n
    d
}
