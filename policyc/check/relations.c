/* SPDX-License-Identifier: GPL-2.0-only */
/* What binds domains together and keeps them apart, in the order in which each part needs the others. */
#include "policyc/check/relations.h"

void check_relations(struct model *model)
{
    check_xen(model);
    check_host(model);
    check_devices(model);
    check_conflict_sets(model);
    check_services(model);
    check_connections(model);
    check_networks(model);
    check_waivers(model);
    check_tests(model);
}
