# SPDX-License-Identifier: GPL-2.0-only
# A profile that is not closed, a UUID with a wrong digit, and a domain that there is not.
/destroy at 50/ {
n
d
}
s/6f4d0c3e-77a1/6f4d0c3g-77a1/
s/^network guard/network gaurd/
