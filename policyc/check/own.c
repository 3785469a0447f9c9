/* SPDX-License-Identifier: GPL-2.0-only */
/* Rules in a domain's own block make a profile, which extends the one that the domain names. */
#include "policyc/check/profiles.h"

static size_t count_rules(const struct domain *domain)
{
    size_t count = 0;
    const struct ast_attribute *attribute = domain->source->attributes.first;
    for (; attribute; attribute = attribute->next)
        count += attribute->kind == AST_RULE;
    return count;
}

static void make_profile(struct model *model, struct domain *domain, size_t count)
{
    struct arena *arena = &model->compilation->arena;
    struct profile *profile = add_profile(model, PROFILE_OWN, domain->source->name, BLOB_OWN);
    profile->said = arena_array(arena, count, sizeof(*profile->said));
    const struct ast_attribute *attribute = domain->source->attributes.first;
    for (; attribute; attribute = attribute->next)
        if (attribute->kind == AST_RULE)
            profile->said[profile->said_count++] = attribute->rule;
    profile->parents = arena_array(arena, 1, sizeof(*profile->parents));
    if (domain->profile)
        profile->parents[profile->parent_count++] = domain->profile;
    domain->own = domain->profile = profile;
}

void check_own_profiles(struct model *model)
{
    for (size_t i = 0; i < model->domain_count; i++) {
        size_t count = count_rules(&model->domains[i]);
        if (count)
            make_profile(model, &model->domains[i], count);
    }
}
