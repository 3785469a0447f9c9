/* SPDX-License-Identifier: GPL-2.0-only */
/* The rules for a switch that follow from what there is: see xenon-openflow(5). */
#ifndef XENOND_RULES_H
#define XENOND_RULES_H

#include <stdio.h>
#include "msm.h"
#include "runtime/libxenon.h"
#include "runtime/xenond/ovs.h"
#include "runtime/xenond/vifs.h"

/* All borrowed. */
struct rules_facts {
    const struct msm_policy *policy;
    const struct xenon_domain *domains; /* that run */
    size_t domain_count;
    const struct vif *vifs;
    size_t vif_count;
    const struct ovs_port *ports;
    size_t port_count;
    const char *uplink; /* a port's name, or NULL */
};

/*
 * Writes the rules about interfaces, and into `faults` a line for each interface of a running domain that
 * gets none, and why. Returns how many have rules.
 */
size_t rules_write(FILE *out, FILE *faults, const struct rules_facts *facts);

#endif
