/* SPDX-License-Identifier: GPL-2.0-only */
/* boot { }: what a domain may do until the seal makes a profile, which extends the one that holds after it.
 */
#include "policyc/check/profiles.h"

static void make_profile(struct model *model, struct domain *domain)
{
    struct arena *arena = &model->compilation->arena;
    struct profile *profile = add_profile(model, PROFILE_BOOT, domain->source->name, BLOB_BOOT_PROFILE);
    profile->parents = arena_array(arena, 1, sizeof(*profile->parents));
    profile->parents[profile->parent_count++] = domain->profile;
    /* What isn't allowed before the seal either is denied by the same line as after it. */
    profile->declared.place = domain->profile->declared.place;
    domain->boot = profile;
}

/* The statements' domains in their order, with a NULL for each that is none. */
static struct domain **find_domains(struct model *model, size_t count)
{
    struct domain **domains = arena_array(&model->compilation->arena, count, sizeof(*domains));
    size_t i = 0;
    for (const struct ast_boot *boot = model->compilation->ast.boots; boot; boot = boot->next, i++) {
        struct domain *domain = check_domain_named(model, boot->domain);
        if (!domain || !domain->profile)
            continue;
        if (!domain->boot)
            make_profile(model, domain);
        domain->boot->said_count++;
        domains[i] = domain;
    }
    return domains;
}

void check_boot_profiles(struct model *model)
{
    struct arena *arena = &model->compilation->arena;
    size_t count = 0;
    for (const struct ast_boot *boot = model->compilation->ast.boots; boot; boot = boot->next)
        count++;
    struct domain **domains = find_domains(model, count);
    for (size_t i = 0; i < count; i++) {
        struct profile *profile = domains[i] ? domains[i]->boot : NULL;
        if (!profile || profile->said)
            continue;
        profile->said = arena_array(arena, profile->said_count, sizeof(*profile->said));
        profile->said_count = 0;
    }
    size_t i = 0;
    for (const struct ast_boot *boot = model->compilation->ast.boots; boot; boot = boot->next, i++)
        if (domains[i])
            domains[i]->boot->said[domains[i]->boot->said_count++] = boot->rule;
}
