/* SPDX-License-Identifier: GPL-2.0-only */
/* --explain: what a code means, with examples. */
#include <stdio.h>
#include <string.h>
#include "lang/diagnostic.h"
#include "lang/suggest.h"
#include "policyc/command.h"

static void print_indented(const char *title, const char *text)
{
    printf("\n%s:\n\n", title);
    while (*text) {
        size_t length = strcspn(text, "\n");
        printf("%s%.*s\n", length ? "    " : "", (int)length, text);
        text += length + (text[length] == '\n');
    }
}

static int report_unknown_code(const char *code)
{
    struct suggestion suggestion = {.word = code};
    for (size_t i = 0; i < DIAGNOSTIC_CODES; i++)
        suggest(&suggestion, diagnostic_entries[i].code);
    if (suggestion.best)
        return trouble("there is no code %s; did you mean %s?", code, suggestion.best);
    return trouble("there is no code %s; codes look like XP0212", code);
}

int command_explain(const struct request *request)
{
    const struct diagnostic_entry *entry = diagnostic_find(request->operands[0]);
    if (!entry)
        return report_unknown_code(request->operands[0]);
    printf("%s (%s): %s\n\n%s", entry->code, diagnostic_severity_text(entry->severity), entry->title,
           entry->text);
    if (entry->wrong) {
        print_indented("Wrong", entry->wrong);
        print_indented("Right", entry->right);
    }
    return finish_output();
}
