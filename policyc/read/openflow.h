/* SPDX-License-Identifier: GPL-2.0-only */
/* Which packets a policy lets pass, as rules for Open vSwitch. */
#ifndef XENON_OPENFLOW_H
#define XENON_OPENFLOW_H

#include <stdio.h>
#include "lang/arena.h"
#include "msm.h"

/*
 * Writes what xenon-openflow(5) describes: rules that ovs-ofctl(8) takes as they are, and in comments those
 * that are to be made for each network interface of a domain, and for the one to the world outside.
 */
void openflow_write(struct arena *arena, FILE *file, const struct msm_policy *policy);

#endif
