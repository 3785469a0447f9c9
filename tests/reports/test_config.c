/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Holds the reader of configurations for xl against xl's own, libxlutil: random texts, many of them nearly
 * well written, are taken by both or by none, and then mean the same.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <libxlutil.h>
#include "policyc/inventory/config.h"

#define ROUNDS    40000u
#define TEXT_SIZE 2048u

static const char *const keys[] = {"a", "b", "seclabel", "x_1.y"};
static const char *const atoms[] = {
    "1",        "0x1f", "08",           "12ab",         "\"text\"",         "'it'",
    "\"it's\"", "\"\"", "'\\n\\'\\\"'", "\"\\\\ \\t\"", "\"# no comment\"", "\"a=[;\""};
static const char *const spaces[] = {"", "", "", " ", "\t", "  "};
static const char *const noise[] = {"=",           "+=", "[",  "]",       ",", ";",        "\n",
                                    "# comment\n", "#",  "A",  "word",    "-", "\r",       "(",
                                    "\"open",      "'",  "\\", "\"\\q\"", "7", "\xc3\xa4", "a"};

#define PICK(list) list[below(sizeof(list) / sizeof(list[0]))]

static uint64_t state = 1;

/* A number below the bound: the same ones in each run. */
static size_t below(size_t bound)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (state >> 33) % bound;
}

static void put(char *text, const char *part)
{
    if (strlen(text) + strlen(part) < TEXT_SIZE)
        strcat(text, part);
}

/* What may stand between two words, now and then with something that mustn't. */
static void put_between(char *text)
{
    put(text, PICK(spaces));
    if (below(25) == 0)
        put(text, PICK(noise));
}

static void put_value(char *text, unsigned int depth)
{
    if (depth == 3 || below(3)) {
        put(text, PICK(atoms));
        return;
    }
    put(text, "[");
    for (size_t left = below(4); left; left--) {
        put(text, below(4) ? " " : "\n");
        put_value(text, depth + 1);
        put(text, below(4) ? "" : "\n");
        if (left > 1 || below(3) == 0)
            put(text, ",");
        put_between(text);
    }
    put(text, "]");
}

static void make_text(char *text)
{
    text[0] = '\0';
    for (size_t left = below(6); left; left--) {
        put(text, PICK(keys));
        put_between(text);
        put(text, below(4) ? "=" : "+=");
        put_between(text);
        put_value(text, 0);
        put_between(text);
        put(text, left == 1 && below(2) ? "" : below(3) ? "\n" : below(2) ? ";" : "# end\n");
    }
}

static bool same_values(const struct config_value *ours, const XLU_ConfigValue *theirs,
                        const XLU_Config *config);

static bool same_lists(const struct config_value *ours, const XLU_ConfigList *theirs,
                       const XLU_Config *config)
{
    int index = 0;
    for (const struct config_value *value = ours->first; value; value = value->next, index++)
        if (!same_values(value, xlu_cfg_get_listitem2(theirs, index), config))
            return false;
    return !xlu_cfg_get_listitem2(theirs, index);
}

static bool same_values(const struct config_value *ours, const XLU_ConfigValue *theirs,
                        const XLU_Config *config)
{
    XLU_ConfigValue *value = (XLU_ConfigValue *)(uintptr_t)theirs; /* which is only read */
    XLU_ConfigList *list;
    char *text;
    if (!value)
        return false;
    if (ours->text)
        return xlu_cfg_value_get_string(config, value, &text, 1) == 0 && strcmp(ours->text, text) == 0;
    return xlu_cfg_value_get_list(config, value, &list, 1) == 0 && same_lists(ours, list, config);
}

static bool same_settings(const struct config *ours, const XLU_Config *theirs)
{
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        const struct config_setting *setting = config_find(ours, keys[i]);
        XLU_ConfigList *list;
        const char *text;
        if (xlu_cfg_get_string(theirs, keys[i], &text, 1) == 0) {
            if (!setting || !setting->value->text || strcmp(setting->value->text, text) != 0)
                return false;
        } else if (xlu_cfg_get_list(theirs, keys[i], &list, NULL, 1) == 0) {
            if (!setting || setting->value->text || !same_lists(setting->value, list, theirs))
                return false;
        } else if (setting) {
            return false;
        }
    }
    return true;
}

/* A wrong byte that is the last of all is overlooked by xl, and not by us. */
static bool is_overlooked(const struct diagnostics *diagnostics, size_t size)
{
    const struct diagnostic *d = diagnostics->first;
    return d && d->span.start + 1 == size && d->span.end == size;
}

/* Reads the text with both. */
static bool agree(const char *text, FILE *report, bool *taken)
{
    struct arena arena = {0};
    struct sources sources = {.arena = &arena};
    struct diagnostics diagnostics = {.arena = &arena};
    struct config ours;
    uint32_t file = source_add(&sources, "test", "test", text, strlen(text));
    XLU_Config *theirs = xlu_cfg_init(report, "test");
    bool we_take = config_read(&ours, &sources, file, &diagnostics);
    bool they_take = xlu_cfg_readdata(theirs, text, (int)strlen(text)) == 0;
    bool is_same = we_take == !diagnostics.errors &&
                   (we_take == they_take || (they_take && is_overlooked(&diagnostics, strlen(text)))) &&
                   (!we_take || same_settings(&ours, theirs));
    *taken = we_take;
    xlu_cfg_destroy(theirs);
    arena_free(&arena);
    return is_same;
}

/* After a mistake xl ends, so its library may lose what it had read. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libxlutil\n";
}

const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}

int main(void)
{
    unsigned int passed = 0, failed = 0, taken = 0;
    FILE *report = fopen("/dev/null", "w");
    char text[TEXT_SIZE];
    for (unsigned int round = 0; report && round < ROUNDS; round++) {
        bool is_taken;
        make_text(text);
        if (agree(text, report, &is_taken)) {
            passed++;
        } else {
            failed++;
            printf("not ok: %s it:\n%s\n", is_taken ? "we take" : "we don't take", text);
        }
        taken += is_taken;
    }
    if (report)
        fclose(report);
    printf("config: %u passed, %u failed\n", passed, failed);
    return failed || taken < ROUNDS / 4 || taken > ROUNDS * 3 / 4;
}
