/* SPDX-License-Identifier: GPL-2.0-only */
/* What xenon-policy says to people: errors in words, and text that is safe to show. */
#include "runtime/words.h"
#include "lang/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

void complain(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fputs("xenon-policy: ", stderr);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
}

enum policy_exit wrong_usage(const struct policy_verb *verb, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fprintf(stderr, "xenon-policy %s: ", verb->name);
    vfprintf(stderr, format, values);
    fprintf(stderr, "; see `xenon-policy %s --help`\n", verb->name);
    va_end(values);
    return POLICY_TROUBLE;
}

struct xenon *open_or_complain(void)
{
    struct xenon *xenon = NULL;
    int error = xenon_open(&xenon);
    if (error == -EACCES || error == -EPERM)
        complain("not permitted to make hypercalls: run it as root in the control domain");
    else if (error == -ENOENT || error == -ENODEV || error == -ENXIO)
        complain("there is no Xen below this system, or its driver xen_privcmd isn't loaded");
    else if (error)
        complain("cannot reach the hypervisor: %s", strerror(-error));
    return xenon;
}

enum policy_exit complain_unreachable(const char *operation, int error)
{
    if (error == -EPERM || error == -EACCES)
        complain("not permitted: the live policy doesn't allow xsm_op.%s to this domain", operation);
    else if (error == -ENOSYS)
        complain("this hypervisor has no Xenon security module, or one of another version than these tools");
    else if (error == -EPROTO)
        complain("the hypervisor's answer to xsm_op.%s makes no sense: it is of another version than "
                 "these tools",
                 operation);
    else
        complain("the hypervisor could not do xsm_op.%s: %s", operation, strerror(-error));
    return POLICY_UNREACHABLE;
}

static bool is_harmless(uint32_t character)
{
    return character >= 0x20 && !utf8_is_control(character) && !utf8_is_direction(character);
}

void print_text(FILE *out, const char *text, size_t size)
{
    uint32_t character;
    size = strnlen(text, size);
    for (size_t at = 0; at < size;) {
        size_t bytes = utf8_decode(text + at, size - at, &character);
        if (bytes > 0 && is_harmless(character)) {
            fwrite(text + at, 1, bytes, out);
            at += bytes;
        } else {
            fprintf(out, "\\x%02x", (unsigned char)text[at++]);
        }
    }
}

void print_hex(FILE *out, const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%02x", bytes[i]);
}
