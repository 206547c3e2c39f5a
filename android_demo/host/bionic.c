// What Android's C library has and glibc lacks, or has in another shape, for the few names that
// libtensorflowlite_jni.so imports. All other names are passed on as they are: see host.py.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// Defines a function or object as bionic's NAME; host.py reads the names off these lines.
#define BIONIC(name, ...)                               \
    __asm__(".symver bionic_" #name "," #name "@LIBC"); \
    __VA_ARGS__

// bionic's stdin, stdout and stderr are objects of 152 bytes in one array.
char bionic___sF[3][152];
BIONIC(__sF, )

static FILE *stream(void *given) {
    if (given == bionic___sF[0]) return stdin;
    if (given == bionic___sF[1]) return stdout;
    if (given == bionic___sF[2]) return stderr;
    return given;
}

BIONIC(vfprintf, int bionic_vfprintf(void *to, const char *format, va_list values) {
    return vfprintf(stream(to), format, values);
})
BIONIC(fprintf, int bionic_fprintf(void *to, const char *format, ...) {
    va_list values;
    va_start(values, format);
    int written = vfprintf(stream(to), format, values);
    va_end(values);
    return written;
})
BIONIC(fputc, int bionic_fputc(int character, void *to) { return fputc(character, stream(to)); })
BIONIC(fwrite, size_t bionic_fwrite(const void *from, size_t size, size_t count, void *to) {
    return fwrite(from, size, count, stream(to));
})
BIONIC(fflush, int bionic_fflush(void *given) { return fflush(given ? stream(given) : NULL); })
BIONIC(fileno, int bionic_fileno(void *given) { return fileno(stream(given)); })

BIONIC(__errno, int *bionic___errno(void) { return &errno; })
int __xpg_strerror_r(int, char *, size_t);
BIONIC(strerror_r, int bionic_strerror_r(int error, char *text, size_t size) {
    return __xpg_strerror_r(error, text, size);
})
BIONIC(__strlen_chk, size_t bionic___strlen_chk(const char *text, size_t size) {
    (void)size;
    return strlen(text);
})
BIONIC(__system_property_get, int bionic___system_property_get(const char *name, char *value) {
    (void)name;
    value[0] = 0;
    return 0;
})
BIONIC(android_set_abort_message, void bionic_android_set_abort_message(const char *message) {
    fprintf(stderr, "abort: %s\n", message);
})
BIONIC(__android_log_vprint, int bionic___android_log_vprint(int priority, const char *tag,
                                                             const char *format, va_list values) {
    fprintf(stderr, "%d/%s: ", priority, tag);
    int written = vfprintf(stderr, format, values);
    fputc('\n', stderr);
    return written;
})

BIONIC(sysconf, long bionic_sysconf(int name) {
    switch (name) {  // bionic has other numbers for the same things.
        case 0x27:
        case 0x28: return sysconf(_SC_PAGESIZE);
        case 0x60: return sysconf(_SC_NPROCESSORS_CONF);
        case 0x61: return sysconf(_SC_NPROCESSORS_ONLN);
        case 0x62: return sysconf(_SC_PHYS_PAGES);
        case 0x63: return sysconf(_SC_AVPHYS_PAGES);
        default: errno = EINVAL; return -1;
    }
})

// bionic's mutex has 40 bytes. On arm64 glibc's has 48, of which it uses 40 but clears all.
BIONIC(pthread_mutex_init, int bionic_pthread_mutex_init(void *mutex,
                                                         const pthread_mutexattr_t *attributes) {
    pthread_mutex_t whole;
    int status = pthread_mutex_init(&whole, attributes);
    memcpy(mutex, &whole, 40);
    return status;
})
