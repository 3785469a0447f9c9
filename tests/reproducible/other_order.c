/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Another library's qsort(): the C standard leaves open in which order equal elements come out, and libraries
 * differ. Here it is the other way round than in glibc's.
 */
#include <stddef.h>

typedef int order(const void *, const void *);

void __real_qsort(void *list, size_t count, size_t size, order *compare);
void __wrap_qsort(void *list, size_t count, size_t size, order *compare);

static void swap(unsigned char *a, unsigned char *b, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = a[i];
        a[i] = b[i];
        b[i] = byte;
    }
}

void __wrap_qsort(void *list, size_t count, size_t size, order *compare)
{
    unsigned char *bytes = list;
    for (size_t i = 0; i < count / 2; i++)
        swap(bytes + i * size, bytes + (count - 1 - i) * size, size);
    __real_qsort(list, count, size, compare);
}
