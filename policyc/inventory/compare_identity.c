/* SPDX-License-Identifier: GPL-2.0-only */
/* Which domain a virtual machine is: the choice that the hypervisor makes when it is created. */
#include <string.h>
#include "lang/suggest.h"
#include "policyc/inventory/compare_parts.h"
#include "policyc/read/view.h"

#define GUESSES_MAX 100u /* errors after which no more labels are guessed: each is compared with all */

/* The nearest label, if there is one. */
static void suggest_label(const struct comparison *comparison, struct diagnostic *diagnostic,
                          const char *label)
{
    const struct msm_policy *policy = comparison->policy;
    struct suggestion suggestion = {.word = label};
    if (comparison->diagnostics->errors > GUESSES_MAX)
        return;
    for (uint32_t i = 0; i < view_count(policy, BLOB_DOMAINS); i++)
        if (i != policy->policy->control_domain)
            suggest(&suggestion, msm_label(policy, i));
    if (suggestion.best)
        report_help(comparison->diagnostics, diagnostic, "did you mean `%s`?", suggestion.best);
}

/* The domain that a label is, or BLOB_NONE after a report. */
static uint32_t find_label(const struct comparison *comparison, const struct guest_text *label)
{
    const struct msm_policy *policy = comparison->policy;
    size_t length = strlen(label->text);
    uint32_t domain = msm_find_domain(policy, label->text, length);
    if (domain != BLOB_NONE && domain != policy->policy->control_domain)
        return domain;
    if (domain != BLOB_NONE) {
        report(comparison->diagnostics, XP0802, label->span,
               "`%s` is the label of the host's first domain, and of no other", msm_label(policy, domain));
        return BLOB_NONE;
    }
    struct diagnostic *d = report(comparison->diagnostics, XP0802, label->span,
                                  "the policy knows no label `%.64s`", label->text);
    if (length > BLOB_MAX_NAME)
        report_help(comparison->diagnostics, d, "a label has at most %u bytes", BLOB_MAX_NAME);
    else
        suggest_label(comparison, d, label->text);
    return BLOB_NONE;
}

/* The UUID that the policy keeps the label for, or NULL. */
static const uint8_t *uuid_of(const struct msm_policy *policy, uint32_t domain)
{
    for (uint32_t i = 0; i < view_count(policy, BLOB_UUIDS); i++)
        if (policy->uuids[i].domain == domain)
            return policy->uuids[i].uuid;
    return NULL;
}

/* Reports a label that is kept for another UUID. */
static uint32_t check_kept(const struct comparison *comparison, const struct guest *guest, uint32_t domain)
{
    const struct msm_policy *policy = comparison->policy;
    const uint8_t *uuid = uuid_of(policy, domain);
    char text[VIEW_UUID_SIZE];
    if (!uuid)
        return domain;
    struct diagnostic *d =
        report(comparison->diagnostics, XP0807, guest->uuid_place.end ? guest->uuid_place : guest->label.span,
               "the label `%s` is kept for the virtual machine with another UUID", msm_label(policy, domain));
    report_help(comparison->diagnostics, d, "the policy says %s", view_uuid_text(uuid, text));
    compare_show_rule(comparison, d, policy->domains[domain].rule, "so says the policy");
    return BLOB_NONE;
}

static uint32_t report_other(const struct comparison *comparison, const struct guest *guest, uint32_t domain,
                             uint32_t by_uuid)
{
    const struct msm_policy *policy = comparison->policy;
    struct diagnostic *d = report(comparison->diagnostics, XP0807, guest->uuid_place,
                                  "this is the UUID of `%s`, and the label is `%s`",
                                  msm_label(policy, by_uuid), msm_label(policy, domain));
    compare_show_rule(comparison, d, policy->domains[by_uuid].rule, "so says the policy");
    return BLOB_NONE;
}

/* Without a label, the UUID decides; or else it is the default domain. */
static uint32_t identify_unlabelled(const struct comparison *comparison, const struct guest *guest,
                                    uint32_t by_uuid)
{
    uint32_t domain = by_uuid != BLOB_NONE ? by_uuid : comparison->policy->policy->default_domain;
    if (domain == BLOB_NONE) {
        struct diagnostic *d = report(comparison->diagnostics, XP0803, guest->place,
                                      "this virtual machine has no label, and the policy no default domain");
        report_help(comparison->diagnostics, d, "say which of the policy's domains it is: `%s`",
                    guest->is_xl ? "seclabel = \"NAME\"" : "label: NAME");
    }
    return domain;
}

uint32_t compare_identity(const struct comparison *comparison, const struct guest *guest)
{
    uint32_t by_uuid =
        guest->uuid_place.end ? msm_find_uuid(comparison->policy, guest->uuid) : (uint32_t)BLOB_NONE;
    if (guest->first_label.text)
        find_label(comparison, &guest->first_label);
    if (!guest->label.text)
        return identify_unlabelled(comparison, guest, by_uuid);
    uint32_t domain = find_label(comparison, &guest->label);
    if (domain == BLOB_NONE || domain == by_uuid)
        return domain;
    if (by_uuid != BLOB_NONE)
        return report_other(comparison, guest, domain, by_uuid);
    return check_kept(comparison, guest, domain);
}
