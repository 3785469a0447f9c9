/* SPDX-License-Identifier: GPL-2.0-only */
/* Names are looked up in the blob and in the table of hypercalls; the nearest is suggested. */
#include "policyc/read/lookup.h"

#include <string.h>
#include "lang/hypercalls.h"
#include "lang/suggest.h"
#include "policyc/read/view.h"

static void complain(struct lookup *lookup, const char *what, const char *name,
                     const struct suggestion *suggestion)
{
    lookup->problem = suggestion->best ? arena_print(lookup->arena, "there is no %s `%s`; did you mean `%s`?",
                                                     what, name, suggestion->best)
                                       : arena_print(lookup->arena, "there is no %s `%s`", what, name);
}

uint32_t lookup_domain(struct lookup *lookup, const char *label)
{
    uint32_t domain = msm_find_domain(lookup->policy, label, strlen(label));
    struct suggestion suggestion = {.word = label};
    if (domain != BLOB_NONE)
        return domain;
    for (uint32_t i = 0; i < view_count(lookup->policy, BLOB_DOMAINS); i++)
        suggest(&suggestion, msm_label(lookup->policy, i));
    complain(lookup, "domain", label, &suggestion);
    return BLOB_NONE;
}

static const struct hypercall *find_named(struct lookup *lookup, const char *name, size_t length)
{
    const struct hypercall *hypercall = find_hypercall(name, length);
    if (hypercall && hypercall->alias_of)
        hypercall = find_hypercall(hypercall->alias_of, strlen(hypercall->alias_of));
    if (hypercall)
        return hypercall;
    const char *word = arena_text(lookup->arena, name, length);
    struct suggestion suggestion = {.word = word};
    for (size_t i = 0; i < hypercall_count; i++)
        suggest(&suggestion, hypercalls[i].name);
    complain(lookup, "hypercall", word, &suggestion);
    return NULL;
}

static bool add_subcommand(struct lookup *lookup, const struct hypercall *hypercall, const char *name,
                           uint64_t set[BLOB_WORDS])
{
    const struct subcommand *subcommand = find_subcommand(hypercall, name, strlen(name));
    if (subcommand) {
        view_add_range(set, subcommand->operation, subcommand->operation + 1);
        return true;
    }
    struct suggestion suggestion = {.word = name};
    for (size_t i = 0; i < hypercall->count; i++)
        suggest(&suggestion, hypercall->subcommands[i].name);
    complain(lookup, arena_print(lookup->arena, "subcommand of `%s` called", hypercall->name), name,
             &suggestion);
    return false;
}

bool lookup_operations(struct lookup *lookup, const char *name, uint64_t set[BLOB_WORDS])
{
    size_t length = strcspn(name, ".");
    const struct hypercall *hypercall = find_named(lookup, name, length);
    memset(set, 0, BLOB_WORDS * sizeof(*set));
    if (!hypercall)
        return false;
    if (name[length])
        return add_subcommand(lookup, hypercall, name + length + 1, set);
    if (hypercall->operation)
        view_add_range(set, hypercall->operation, hypercall->operation + 1);
    for (size_t i = 0; i < hypercall->count; i++)
        view_add_range(set, hypercall->subcommands[i].operation, hypercall->subcommands[i].operation + 1);
    return true;
}

unsigned int lookup_operation(struct lookup *lookup, const char *name)
{
    uint64_t set[BLOB_WORDS];
    unsigned int found = 0, count = 0;
    if (!lookup_operations(lookup, name, set))
        return 0;
    for (unsigned int operation = 1; operation < MSM_OPERATIONS; operation++) {
        if (!view_has(set, operation))
            continue;
        found = count++ ? found : operation;
    }
    if (count == 1)
        return found;
    char example[OPERATION_NAME_SIZE];
    lookup->problem = arena_print(lookup->arena, "`%s` has subcommands: name one, such as `%s`", name,
                                  operation_name(found, example));
    return 0;
}
