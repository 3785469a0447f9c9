/* SPDX-License-Identifier: GPL-2.0-only */
/* SHA-256 against the values that NIST publishes with FIPS 180-4. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "runtime/audit/sha256.h"

/* Hashes `text` in pieces of `piece` bytes and writes the digest in hexadecimal. */
static void hash(const void *text, size_t size, size_t piece, char hex[65])
{
    const uint8_t *bytes = text;
    uint8_t digest[32];
    struct sha256 sha;

    sha256_init(&sha);
    for (size_t at = 0; at < size; at += piece)
        sha256_add(&sha, bytes + at, size - at < piece ? size - at : piece);
    sha256_end(&sha, digest);
    for (int i = 0; i < 32; i++)
        snprintf(hex + 2 * i, 3, "%02x", (unsigned int)digest[i]);
}

static void published_vectors(void **state)
{
    static const struct {
        const char *text, *digest;
    } vectors[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmno"
         "pqrst"
         "nopqrstu",
         "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
    };
    char hex[65];

    (void)state;
    for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++) {
        hash(vectors[i].text, strlen(vectors[i].text), 1000, hex);
        assert_string_equal(hex, vectors[i].digest);
    }
}

static void a_million_bytes(void **state)
{
    static char text[1000000];
    char hex[65];

    (void)state;
    memset(text, 'a', sizeof(text));
    hash(text, sizeof(text), 997, hex);
    assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* Around the ends of blocks, where the padding and the held bytes meet, pieces mustn't matter. */
static void pieces_do_not_matter(void **state)
{
    char whole[65], pieces[65];
    uint8_t text[200];

    (void)state;
    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = (uint8_t)(i * 7 + 1);
    for (size_t size = 0; size <= sizeof(text); size++) {
        hash(text, size, sizeof(text), whole);
        for (size_t piece = 1; piece < 130; piece += 9) {
            hash(text, size, piece, pieces);
            assert_string_equal(pieces, whole);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_vectors),
        cmocka_unit_test(a_million_bytes),
        cmocka_unit_test(pieces_do_not_matter),
    };

    return cmocka_run_group_tests_name("sha256", tests, NULL, NULL);
}
