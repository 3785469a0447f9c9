/* SPDX-License-Identifier: GPL-2.0-only */
/* --explain-decision: why a policy answers a call as it does, and what would change that. */
#include <string.h>
#include "policyc/explaining.h"
#include "policyc/read/lookup.h"

#define WORDS 4u /* SUBJECT OPERATION on OBJECT */

/* Returns how many words the text has; no more than one more than WORDS are found. */
static size_t split(struct arena *arena, const char *text, const char *words[WORDS + 1])
{
    size_t count = 0;
    while (count <= WORDS) {
        text += strspn(text, " \t");
        size_t length = strcspn(text, " \t");
        if (!length)
            break;
        words[count++] = arena_text(arena, text, length);
        text += length;
    }
    return count;
}

/* Fills the labels and the question. Returns a status, after saying what is wrong. */
static int ask(const struct request *request, struct operand *operand, struct explanation *e)
{
    struct lookup lookup = {.arena = &operand->compilation.arena, .policy = &operand->policy};
    const char *words[WORDS + 1];
    size_t count = split(lookup.arena, request->operands[0], words);
    if (count != 2 && !(count == WORDS && strcmp(words[2], "on") == 0))
        return trouble("ask 'DOMAIN OPERATION' or 'DOMAIN OPERATION on DOMAIN', not '%s'",
                       request->operands[0]);
    *e = (struct explanation){
        .operand = operand, .subject = words[0], .object = count == WORDS ? words[3] : NULL};
    struct question *q = &e->question;
    q->subject = q->object = lookup_domain(&lookup, words[0]);
    if (q->subject != BLOB_NONE)
        q->operation = lookup_operation(&lookup, words[1]);
    if (q->operation && e->object)
        q->object = lookup_domain(&lookup, e->object);
    q->is_self = !e->object || strcmp(e->object, e->subject) == 0;
    if (q->subject == BLOB_NONE || !q->operation || q->object == BLOB_NONE)
        return trouble("%s", lookup.problem);
    if (e->object && !operation_has_object(q->operation))
        return trouble("`%s` acts on no other domain: leave `on %s` out", words[1], e->object);
    return EXIT_CLEAN;
}

/* What boot adds ends with the seal: then there are two answers. */
static int explain(const struct request *request, struct operand *operand)
{
    struct explanation list[2];
    int status = ask(request, operand, &list[0]);
    if (status != EXIT_CLEAN)
        return status;
    size_t count = operand->policy.domains[list[0].question.subject].boot_profile == BLOB_NONE ? 1 : 2;
    list[1] = list[0];
    list[1].question.sealed = true;
    for (size_t i = 0; i < count; i++)
        explain_decision(&list[i]);
    if (request->json)
        explanations_json(stdout, list, count);
    else
        explanations_text(stdout, list, count);
    return finish_output();
}

int command_explain_decision(const struct request *request)
{
    return with_policy(request, request->operands[1], explain);
}
