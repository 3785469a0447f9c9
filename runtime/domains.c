/* SPDX-License-Identifier: GPL-2.0-only */
/* The running domains as people name them: by id or by label. */
#include "runtime/domains.h"
#include "runtime/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_label(const struct xenon_domain *domain, const char *label)
{
    return strlen(label) < sizeof(domain->label) && strcmp(domain->label, label) == 0;
}

/* A domain id in digits, or -1. */
static long parse_domid(const char *text)
{
    char *end = NULL;
    if (*text < '0' || *text > '9')
        return -1;
    errno = 0;
    long domid = strtol(text, &end, 10);
    return errno || *end || domid > UINT16_MAX ? -1 : domid;
}

/* The one domain with this label. Complains when there is none or several have it. */
static enum policy_exit find_label(const struct xenon_domain *domains, size_t count, const char *label,
                                   uint32_t *domid)
{
    size_t bearers = 0;
    for (size_t i = 0; i < count; i++)
        if (is_label(&domains[i], label)) {
            *domid = domains[i].domid;
            bearers++;
        }
    if (bearers == 1)
        return POLICY_DONE;
    if (bearers == 0)
        complain("no running domain has the label `%s`; `xenon-policy status` shows them", label);
    else
        complain(
            "%zu running domains have the label `%s`; name one by its id, as `xenon-policy status` shows it",
            bearers, label);
    return POLICY_REFUSED;
}

enum policy_exit find_domain(struct xenon *xenon, const char *who, uint32_t *domid)
{
    long number = parse_domid(who);
    if (number >= 0) {
        *domid = (uint32_t)number;
        return POLICY_DONE;
    }
    struct xenon_domain *domains = NULL;
    size_t count = 0;
    int error = xenon_list_domains(xenon, &domains, &count);
    if (error)
        return complain_unreachable("domains", error);
    enum policy_exit status = find_label(domains, count, who, domid);
    free(domains);
    return status;
}

const struct xenon_domain *domain_by_id(const struct xenon_domain *domains, size_t count, uint32_t domid)
{
    for (size_t i = 0; i < count; i++)
        if (domains[i].domid == domid)
            return &domains[i];
    return NULL;
}

const char *domain_label(const struct xenon_domain *domain, char label[DOMAIN_LABEL])
{
    size_t length = strnlen(domain->label, sizeof(domain->label) - 1);
    memcpy(label, domain->label, length);
    label[length] = 0;
    return label;
}
