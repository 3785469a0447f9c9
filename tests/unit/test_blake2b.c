/* SPDX-License-Identifier: GPL-2.0-only */
/* BLAKE2b against what `b2sum --length=256` of GNU coreutils prints: sizes on both sides of a block's end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "blake2b.h"

static uint8_t text[1000000];

/* Hashes the first bytes of the text, of which whole blocks are added one by one as long as `alone` says. */
static void hash(size_t size, size_t alone, char hex[65])
{
    uint8_t digest[32];
    struct blake2b hash;
    size_t at = 0;

    blake2b_init(&hash);
    for (; alone && size - at > BLAKE2B_BLOCK; alone--, at += BLAKE2B_BLOCK)
        blake2b_add(&hash, text + at);
    blake2b_end(&hash, text + at, size - at, digest);
    for (int i = 0; i < 32; i++)
        snprintf(hex + 2 * i, 3, "%02x", (unsigned int)digest[i]);
}

static void coreutils_agree(void **state)
{
    static const struct {
        size_t size;
        const char *digest;
    } vectors[] = {
        {0, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"},
        {127, "4ff62e7c4c43fe101a078479c48836be4907d9d498dcc577ca89d694b2c11f9b"},
        {128, "14696d2a98d9f8a280da8b132b1045b345e1033759c6b02fcc4ee885c8ae7c37"},
        {129, "3934215260b1039be9d9d2b073b059bcd50120c327a22af93eb4d98cf821c14c"},
        {255, "a3bb8b4fa098078d32bb5a89e905e237862fd83e99141ca7d8a073bb268ba2a0"},
        {256, "3d0cb2693dfbac42af5a6cc960953fea8714aa39c4bcd054ef61d6b5e98ade4a"},
        {257, "63cb41934eb22ceb359755501ea299abcd784306baf8845ad6b97ff0828b7cfe"},
        {1024, "8cac99b5587cc7ea85604c3e54c5b487d2adba46d3de4e1792a59a66d5711ae4"},
    };
    char hex[65];

    (void)state;
    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = (uint8_t)(i * 7);
    for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++)
        for (size_t alone = 0; alone < 9; alone++) {
            hash(vectors[i].size, alone, hex);
            assert_string_equal(hex, vectors[i].digest);
        }
}

static void a_million_bytes(void **state)
{
    char hex[65];

    (void)state;
    memset(text, 'a', sizeof(text));
    hash(sizeof(text), 0, hex);
    assert_string_equal(hex, "0741850f36cba4259628355d1073e24ddb9ca0e1bfac36fd39ae5dc2101e23a4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coreutils_agree),
        cmocka_unit_test(a_million_bytes),
    };

    return cmocka_run_group_tests_name("blake2b", tests, NULL, NULL);
}
