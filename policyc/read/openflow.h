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

/* What an interface has rules for: itself, each of its addresses; or it is the one to the world outside. */
enum openflow_kind { OPENFLOW_VIF, OPENFLOW_IPV4, OPENFLOW_IPV6, OPENFLOW_UPLINK };

struct openflow_interface {
    uint32_t port;   /* the OpenFlow port */
    uint32_t domain; /* of the policy, or BLOB_OUTSIDE */
    const char *mac; /* as text; not for OPENFLOW_UPLINK */
    const char *ip;  /* as text; for OPENFLOW_IPV4 and OPENFLOW_IPV6 alone */
};

/* Writes the rules for it: the patterns of its kind that openflow_write() writes as comments. */
void openflow_write_interface(FILE *file, enum openflow_kind kind,
                              const struct openflow_interface *interface);

#endif
