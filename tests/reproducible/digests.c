/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the compiler makes of policies: for each file a line with the digests of its blob and of all that
 * there is to say of it. Builds of this program for other machines must print the same.
 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lang/render.h"
#include "policyc/check/lint.h"
#include "policyc/check/translate.h"
#include "policyc/check/verify.h"
#include "blake2b.h"

static void put_digest(const void *bytes, size_t size)
{
    uint8_t digest[32];
    struct blake2b hash;
    blake2b_init(&hash);
    blake2b_end(&hash, bytes, size, digest);
    for (size_t i = 0; i < sizeof(digest); i++)
        printf("%02x", digest[i]);
}

static void put_findings(struct compilation *compilation)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (!file)
        abort();
    diagnostics_sort(&compilation->diagnostics);
    render(file, &compilation->diagnostics, &compilation->sources, true);
    fclose(file);
    put_digest(text, size);
    free(text);
}

static bool put_policy(const char *path)
{
    static const char *const folders[] = {"templates"};
    struct compilation compilation;
    struct model model;
    struct msm_policy policy;
    uint32_t file;
    bool known;
    compilation_init(&compilation, folders, sizeof(folders) / sizeof(*folders));
    const char *slash = strrchr(path, '/');
    if (source_read(&compilation.sources, path, slash ? slash + 1 : path, &file, &known))
        return false;
    load_source(&compilation, file);
    struct image image = translate(&compilation, &model);
    const char *fault = image.size ? verify(&model, &image, &policy) : NULL;
    if (image.size)
        lint(&model);
    printf("%s: blob ", path);
    put_digest(image.bytes, image.size);
    printf(", findings ");
    put_findings(&compilation);
    printf("%s%s\n", fault ? ", wrong: " : "", fault ? fault : "");
    compilation_free(&compilation);
    return true;
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "C.UTF-8"); /* as policyc does */
    for (int i = 1; i < argc; i++)
        if (!put_policy(argv[i])) {
            fprintf(stderr, "digests: can't read %s\n", argv[i]);
            return 1;
        }
    return 0;
}
