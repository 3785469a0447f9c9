# SPDX-License-Identifier: GPL-2.0-only
# The name of a limit is misspelt.
s/vcpus <= 2/vcpu <= 2/
