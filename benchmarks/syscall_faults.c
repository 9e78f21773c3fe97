/* Loaded before libc: counts the calls that change the disk, and lets the n-th of them fail or end the process.

   fault_arm(n, how): 0 only counts; 1 the process dies before the call; 2 ENOSPC; 3 EIO; 4 half of a write is
   done and reported; 5 half of a write is done, then the process dies. fault_count() tells how many there were. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static int armed, how, at, count;

int fault_count(void) { return count; }
void fault_arm(int n, int kind) { count = 0; at = n; how = kind; armed = 1; }
void fault_disarm(void) { armed = 0; }

/* 0: go on; 1: fail with errno set; 2: half a write, if it is one. */
static int due(void) {
    if (!armed || ++count != at) return 0;
    switch (how) {
    case 1: kill(getpid(), SIGKILL); pause();
    case 2: errno = ENOSPC; return 1;
    case 3: errno = EIO; return 1;
    case 4: case 5: return 2;
    }
    return 0;
}
static int is_file(int fd) {
    struct stat found;
    return armed && fd > 2 && fstat(fd, &found) == 0 && S_ISREG(found.st_mode);
}
static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

#define WRITE(name, parameters, arguments, half)                                     \
    ssize_t name parameters {                                                        \
        ssize_t(*real) parameters = next(#name);                                     \
        int what = is_file(fd) ? due() : 0;                                          \
        if (what == 1) return -1;                                                    \
        if (what == 2) {                                                             \
            ssize_t done = real half;                                                \
            if (how == 5) { kill(getpid(), SIGKILL); pause(); }                      \
            return done;                                                             \
        }                                                                            \
        return real arguments;                                                       \
    }
#define HALF (size / 2 ? size / 2 : size)
WRITE(write, (int fd, const void *data, size_t size), (fd, data, size), (fd, data, HALF))
WRITE(pwrite, (int fd, const void *data, size_t size, off_t place), (fd, data, size, place), (fd, data, HALF, place))
WRITE(pwrite64, (int fd, const void *data, size_t size, off64_t place), (fd, data, size, place), (fd, data, HALF, place))

#define CALL(name, parameters, arguments, counted)                                   \
    int name parameters {                                                            \
        int(*real) parameters = next(#name);                                         \
        if ((counted) && armed) {                                                    \
            int what = due();                                                        \
            if (what == 1) return -1;                                                \
            if (what == 2 && how == 5) { kill(getpid(), SIGKILL); pause(); }         \
        }                                                                            \
        return real arguments;                                                       \
    }
CALL(fsync, (int fd), (fd), 1)
CALL(fdatasync, (int fd), (fd), 1)
CALL(ftruncate, (int fd, off_t size), (fd, size), 1)
CALL(ftruncate64, (int fd, off64_t size), (fd, size), 1)
CALL(rename, (const char *from, const char *to), (from, to), 1)
CALL(unlink, (const char *path), (path), 1)
CALL(unlinkat, (int folder, const char *path, int flags), (folder, path, flags), 1)
CALL(rmdir, (const char *path), (path), 1)
CALL(mkdir, (const char *path, mode_t mode), (path, mode), 1)

#define OPEN(name, parameters, arguments)                                            \
    int name parameters {                                                            \
        int(*real)() = next(#name);                                                  \
        mode_t mode = 0;                                                             \
        if (flags & O_CREAT) {                                                       \
            va_list rest; va_start(rest, flags); mode = va_arg(rest, int); va_end(rest); \
            if (armed && due() == 1) return -1;                                      \
        }                                                                            \
        return real arguments;                                                       \
    }
OPEN(open, (const char *path, int flags, ...), (path, flags, mode))
OPEN(open64, (const char *path, int flags, ...), (path, flags, mode))
OPEN(openat, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))
OPEN(openat64, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))
