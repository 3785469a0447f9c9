/* SPDX-License-Identifier: GPL-2.0-only */
/* What must never be, as a policy's source says it: the compiler is asked. */
#include "runtime/never.h"
#include "lang/render.h"
#include "policyc/check/profiles.h"
#include "policyc/check/translate.h"
#include "runtime/words.h"

#include <string.h>

static void show(struct compilation *c)
{
    diagnostics_sort(&c->diagnostics);
    render(stderr, &c->diagnostics, &c->sources, render_wants_colour(stderr));
}

/* Compiles the file, which must give the live policy. */
static enum policy_exit compile(struct compilation *c, struct model *model, const char *path,
                                const struct msm_policy *live)
{
    uint32_t file;
    bool known;
    const char *slash = strrchr(path, '/');
    int error = source_read(&c->sources, path, slash ? slash + 1 : path, &file, &known);
    if (error) {
        complain("cannot read %s: %s", path, strerror(error));
        return POLICY_TROUBLE;
    }
    load_source(c, file);
    struct image image = translate(c, model);
    if (!image.size) {
        show(c);
        return POLICY_TROUBLE;
    }
    const struct blob_header *header = (const void *)image.bytes;
    if (memcmp(header->digest, live->header->digest, sizeof(header->digest)) == 0)
        return POLICY_DONE;
    complain("%s isn't the source of the live policy: it compiles to another one", path);
    return POLICY_TROUBLE;
}

/* The domain's entry, or the fleet's; the core finds it as it would for the label. */
static struct domain *find(const struct model *model, const struct msm_policy *live, const char *label)
{
    uint32_t index = msm_find_domain(live, label, strlen(label));
    for (size_t i = 0; index != BLOB_NONE && i < model->domain_count; i++)
        if (strcmp(model->domains[i].name, msm_label(live, index)) == 0)
            return &model->domains[i];
    return NULL;
}

/* As if the domain alone had a profile that allows them too. */
static enum policy_exit suppose(struct compilation *c, struct model *model, struct domain *domain,
                                const uint64_t operations[BLOB_WORDS])
{
    struct profile wider = *domain->profile;
    for (unsigned int word = 0; word < BLOB_WORDS; word++)
        wider.allowed.word[word] |= operations[word];
    domain->profile = &wider;
    c->diagnostics = (struct diagnostics){.arena = &c->arena};
    check_nevers(model);
    if (!c->diagnostics.errors)
        return POLICY_DONE;
    show(c);
    complain(
        "refused: what it did must never be allowed to it; places above are those of rules as they are now");
    return POLICY_REFUSED;
}

enum policy_exit check_never(const char *path, const struct msm_policy *live, const char *label,
                             const uint64_t operations[BLOB_WORDS])
{
    static const char *const folders[] = {TEMPLATE_DIR};
    struct compilation compilation;
    struct model model;
    compilation_init(&compilation, folders, 1);
    enum policy_exit status = compile(&compilation, &model, path, live);
    struct domain *domain = status == POLICY_DONE ? find(&model, live, label) : NULL;
    if (domain)
        status = suppose(&compilation, &model, domain, operations);
    compilation_free(&compilation);
    return status;
}
