/* SPDX-License-Identifier: GPL-2.0-only */
/* Intersects xl's `cpus` with the policy's processors. */
#include "runtime/affinity.h"
#include "lang/render.h"
#include "policyc/inventory/guest.h"
#include "policyc/read/xl.h"
#include "runtime/words.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define VCPUS_MAX 8192u /* of any domain: xl refuses more */

static const char *key(void)
{
    return xl_settings[LIMIT_CPU_AFFINITY].key;
}

static bool read_wanted(const struct affinity *affinity, const struct config_value *value,
                        struct blob_limits *wanted)
{
    struct diagnostics diagnostics = {.arena = affinity->arena};
    struct guest *guest = guest_new(affinity->arena);
    bool is_read = value->text && guest_read_cpus(guest, value->text, value->span, &diagnostics);
    if (!value->text)
        report(&diagnostics, XP0801, value->span, "`%s` has a list in its list", key());
    if (!is_read)
        render(stderr, &diagnostics, affinity->sources, render_wants_colour(stderr));
    *wanted = guest->limits;
    return is_read;
}

/* What the file's text and the policy have in common, as xl writes it. */
static enum policy_exit intersect(const struct affinity *affinity, const struct config_value *value,
                                  char text[WORDING_SIZE])
{
    struct blob_limits both;
    if (!read_wanted(affinity, value, &both))
        return POLICY_TROUBLE;
    for (unsigned int i = 0; i < BLOB_CPU_WORDS; i++)
        both.affinity[i] &= affinity->limits->affinity[i];
    if (wording_has_limit(&both, LIMIT_CPU_AFFINITY)) {
        wording_limit_amount(&both, LIMIT_CPU_AFFINITY, text);
        return POLICY_DONE;
    }
    struct position at = source_position(affinity->sources, value->span);
    complain("refused: %s:%" PRIu32 ":%" PRIu32 ": `%s` says \"%s\", and the live policy lets `%s` run on %s"
             " only: no processor is left",
             affinity->sources->list[value->span.file]->path, at.line, at.column, key(), value->text,
             affinity->label, wording_limit_amount(affinity->limits, LIMIT_CPU_AFFINITY, text));
    return POLICY_REFUSED;
}

/* One text for each vCPU, as xl ignores more; those for which the file has none run where the policy says. */
static enum policy_exit write_list(const struct affinity *affinity, const struct config_value *list,
                                   FILE *file)
{
    char text[WORDING_SIZE];
    enum policy_exit status = POLICY_DONE;
    const struct config_value *value = list->first;
    fprintf(file, "%s = [", key());
    for (uint64_t i = 0; i < affinity->vcpus && i < VCPUS_MAX && status == POLICY_DONE; i++) {
        wording_limit_amount(affinity->limits, LIMIT_CPU_AFFINITY, text);
        if (value) {
            status = intersect(affinity, value, text);
            value = value->next;
        }
        fprintf(file, "%s \"%s\"", i ? "," : "", text);
    }
    fputs(" ]", file);
    return status;
}

static enum policy_exit choose_list(const struct affinity *affinity, const struct config_value *list,
                                    char **setting)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    enum policy_exit status = file ? write_list(affinity, list, file) : POLICY_TROUBLE;
    if (!file || fclose(file)) {
        complain("%s", strerror(errno));
        status = POLICY_TROUBLE;
    }
    if (status == POLICY_DONE)
        *setting = arena_text(affinity->arena, text, size);
    free(text);
    return status;
}

enum policy_exit affinity_choose(const struct affinity *affinity, char **setting)
{
    char text[WORDING_SIZE];
    const struct config_setting *wanted = config_find(affinity->config, key());
    if (wanted && !wanted->value->text)
        return choose_list(affinity, wanted->value, setting);
    wording_limit_amount(affinity->limits, LIMIT_CPU_AFFINITY, text);
    enum policy_exit status = wanted ? intersect(affinity, wanted->value, text) : POLICY_DONE;
    *setting = arena_print(affinity->arena, "%s = \"%s\"", key(), text);
    return status;
}
