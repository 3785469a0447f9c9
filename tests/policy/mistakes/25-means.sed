# SPDX-License-Identifier: GPL-2.0-only
# A means that there is not.
s/via grant, event/via grants, event/
