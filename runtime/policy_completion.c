/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy completion: what makes a shell complete its command line, written from the tables. */
#include "lang/completion_verbs.h"
#include "runtime/words.h"

/* What there is to complete an operand or an option's argument with. */
static const struct completion_kind kinds[] = {
    {"BLOB", "endings+=' xpb'", "_files -g \"*.xpb\""},
    {"CONFIG", "endings+=' cfg'", "_files -g \"*.cfg\""},
    {"FILE", "endings+=' xpol'", "_files -g \"*.xpol\""},
    COMPLETION_LABEL("DOMAIN"),
    COMPLETION_LABEL("LABEL"),
};

static const struct completion_verb verbs[] = {
#define VERB(id, name, least, most, operands, takes, summary, more) {name, operands, takes},
#include "runtime/verbs.def"
#undef VERB
};

static const struct completion_option options[] = {
#define OPTION(id, letter, name, kind, field, argument, help) {name, argument, help},
#include "runtime/options.def"
#undef OPTION
};

static const struct completion_program program = {
    .name = "xenon-policy",
    .function = "_xenon_policy",
    .words = {kinds, sizeof(kinds) / sizeof(kinds[0])},
    .verbs = verbs,
    .verb_count = sizeof(verbs) / sizeof(verbs[0]),
    .options = options,
    .option_count = OPTIONS,
    .all = OPTIONS_OF_ALL,
    .version = true,
};

enum policy_exit verb_completion(const struct request *request)
{
    completion_print(&program, request->operands[0]);
    return POLICY_DONE;
}
