/* SPDX-License-Identifier: GPL-2.0-only */
/* Guesses, and the decoding of characters that messages rely on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "lang/suggest.h"
#include "lang/utf8.h"

static void distances(void **state)
{
    (void)state;
    assert_int_equal(edit_distance("", ""), 0);
    assert_int_equal(edit_distance("", "send"), 4);
    assert_int_equal(edit_distance("send", "send"), 0);
    assert_int_equal(edit_distance("snd", "send"), 1);
    assert_int_equal(edit_distance("esnd", "send"), 1);
    assert_int_equal(edit_distance("sent", "send"), 1);
    assert_int_equal(edit_distance("kitten", "sitting"), 3);
    assert_int_equal(edit_distance("close", "send"), 5);
}

static void distance_is_symmetric(void **state)
{
    (void)state;
    static const char *const words[] = {"", "a", "allow", "alow", "quietly", "quitely", "event_channel_op"};
    for (size_t i = 0; i < 7; i++)
        for (size_t j = 0; j < 7; j++)
            assert_int_equal(edit_distance(words[i], words[j]), edit_distance(words[j], words[i]));
}

static void long_words_are_far(void **state)
{
    (void)state;
    char word[65];
    memset(word, 'a', 64);
    word[64] = 0;
    assert_true(edit_distance(word, "a") == SIZE_MAX);
    assert_true(edit_distance("a", word) == SIZE_MAX);
    word[63] = 0;
    assert_int_equal(edit_distance(word, word), 0);
}

static const char *guess(const char *word)
{
    static const char *const known[] = {"allow", "deny", "domain", "default", "profile"};
    struct suggestion suggestion = {.word = word};
    for (size_t i = 0; i < 5; i++)
        suggest(&suggestion, known[i]);
    return suggestion.best;
}

static void near_words_are_suggested(void **state)
{
    (void)state;
    assert_string_equal(guess("alow"), "allow");
    assert_string_equal(guess("domian"), "domain");
    assert_string_equal(guess("prfile"), "profile");
    assert_string_equal(guess("dney"), "deny");
    assert_null(guess("grant"));
    assert_null(guess("x"));
    assert_null(guess(""));
}

static size_t decode(const char *text, uint32_t *character)
{
    return utf8_decode(text, strlen(text), character);
}

static void characters_are_decoded(void **state)
{
    (void)state;
    uint32_t character;
    assert_int_equal(decode("a", &character), 1);
    assert_int_equal(character, 'a');
    assert_int_equal(decode("\xc3\xa9", &character), 2);
    assert_int_equal(character, 0xe9);
    assert_int_equal(decode("\xe6\xbc\xa2", &character), 3);
    assert_int_equal(character, 0x6f22);
    assert_int_equal(decode("\xf4\x8f\xbf\xbf", &character), 4);
    assert_int_equal(character, 0x10ffff);
}

static void other_bytes_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"\x80",
                                        "\xbf",
                                        "\xc0\x80",
                                        "\xc1\xbf",
                                        "\xc3",
                                        "\xc3(",
                                        "\xe0\x80\x80",
                                        "\xe0\x9f\xbf",
                                        "\xed\xa0\x80",
                                        "\xed\xbf\xbf",
                                        "\xe6\xbc",
                                        "\xf0\x80\x80\x80",
                                        "\xf0\x8f\xbf\xbf",
                                        "\xf4\x90\x80\x80",
                                        "\xf5\x80\x80\x80",
                                        "\xff"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        uint32_t character;
        assert_int_equal(decode(wrong[i], &character), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances),
        cmocka_unit_test(distance_is_symmetric),
        cmocka_unit_test(long_words_are_far),
        cmocka_unit_test(near_words_are_suggested),
        cmocka_unit_test(characters_are_decoded),
        cmocka_unit_test(other_bytes_are_refused),
    };
    return cmocka_run_group_tests_name("suggest", tests, NULL, NULL);
}
