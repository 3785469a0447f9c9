/* SPDX-License-Identifier: GPL-2.0-only */
/* Compiles a text, and shows what came of it. */
#include "tests/lang/compile_text.h"

#include <stdlib.h>
#include <string.h>
#include "lang/hypercalls.h"
#include "lang/render.h"
#include "policyc/check/lower.h"
#include "policyc/check/verify.h"

void compile_text(struct compiled *compiled, const char *name, const char *text)
{
    compilation_init(&compiled->compilation, NULL, 0);
    load_text(&compiled->compilation, name, text, strlen(text));
    compiled->image = translate(&compiled->compilation, &compiled->model);
    struct msm_policy policy;
    if (compiled->image.size && verify(&compiled->model, &compiled->image, &policy))
        abort();
}

static const struct profile *find_profile(const struct model *model, const char *name)
{
    for (size_t i = 0; i < model->profile_count; i++)
        if (strcmp(model->profiles[i]->name, name) == 0)
            return model->profiles[i];
    abort();
}

static unsigned int find_operation(const char *name)
{
    size_t length = strcspn(name, ".");
    const struct hypercall *hypercall = find_hypercall(name, length);
    if (!hypercall)
        abort();
    if (!name[length])
        return hypercall->operation;
    const struct subcommand *subcommand =
        find_subcommand(hypercall, name + length + 1, strlen(name + length + 1));
    if (!subcommand)
        abort();
    return subcommand->operation;
}

const char *decision(struct compiled *compiled, const char *profile, const char *operation)
{
    static const char *const words[] = {"allow", "deny", "quiet", "declared", "boot"};
    struct compilation *compilation = &compiled->compilation;
    const struct rule *rule = lower_find(find_profile(&compiled->model, profile), find_operation(operation));
    struct position position = source_position(&compilation->sources, rule->place);
    return arena_print(&compilation->arena, "%s %u:%u", words[rule->effect], (unsigned)position.line,
                       (unsigned)position.column);
}

char *findings_text(struct compiled *compiled, bool colour)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    if (!file)
        abort();
    diagnostics_sort(&compiled->compilation.diagnostics);
    render(file, &compiled->compilation.diagnostics, &compiled->compilation.sources, colour);
    fclose(file);
    return text;
}
