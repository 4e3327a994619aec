/* Records, in one order, what a program writes to a database and what it says on its terminal.
 *
 * Preloaded with LD_PRELOAD. RECORD_TO names the file to record to, RECORD_OF the database; its
 * write-ahead log, its rollback journal and their folder are recorded too. What reaches the database
 * is recorded after it was done, what reaches the terminal before, so that whatever the terminal said
 * at a place in the record, the record up to there holds all that it rested on.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { NOTHING, DATABASE, WAL, JOURNAL, FOLDER, TERMINAL };
enum { MOST = 4096 };

struct entry { /* read by power_cut.py */
    char what; /* w write, t truncate, s sync, c create, u unlink, d say */
    char file;
    uint16_t unused;
    uint32_t length;
    uint64_t offset;
};

static char kinds[MOST];
static int record = -1;
static const char *database;
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;

static char kind_of(const char *path) {
    size_t length = database ? strlen(database) : 0;
    if (!length || !path) return NOTHING;
    if (strncmp(path, database, length) == 0) {
        if (!path[length]) return DATABASE;
        if (strcmp(path + length, "-wal") == 0) return WAL;
        if (strcmp(path + length, "-journal") == 0) return JOURNAL;
        return NOTHING;
    }
    const char *slash = strrchr(database, '/');
    size_t folder = slash ? (size_t)(slash - database) : 0;
    return folder && strncmp(path, database, folder) == 0 && !path[folder] ? FOLDER : NOTHING;
}

static void put(char what, char file, uint64_t offset, const void *data, uint32_t length) {
    struct entry entry = {what, file, 0, length, offset};
    if (syscall(SYS_write, record, &entry, sizeof entry) < 0 ||
        (data && syscall(SYS_write, record, data, length) < 0))
        abort();
}

static char kind(int fd) { return record >= 0 && fd >= 0 && fd < MOST ? kinds[fd] : NOTHING; }

__attribute__((constructor)) static void begin(void) {
    const char *to = getenv("RECORD_TO");
    database = getenv("RECORD_OF");
    if (to && database) record = syscall(SYS_openat, AT_FDCWD, to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    for (int fd = 1; fd <= 2; fd++) kinds[fd] = isatty(fd) ? TERMINAL : NOTHING;
}

static int opened(const char *path, int flags, mode_t mode) {
    char found = kind_of(path);
    pthread_mutex_lock(&order);
    struct stat status;
    int new = found && found != FOLDER && (flags & O_CREAT) && stat(path, &status) != 0;
    int fd = syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    if (fd >= 0 && fd < MOST) kinds[fd] = found;
    if (fd >= 0 && new && record >= 0) put('c', found, 0, NULL, 0);
    pthread_mutex_unlock(&order);
    return fd;
}

#define OPEN(name, large)                                 \
    int name(const char *path, int flags, ...) {          \
        mode_t mode = 0;                                  \
        if (flags & (O_CREAT | O_TMPFILE)) {              \
            va_list rest;                                 \
            va_start(rest, flags);                        \
            mode = va_arg(rest, mode_t);                  \
            va_end(rest);                                 \
        }                                                 \
        return opened(path, flags | (large), mode);       \
    }
OPEN(open, 0)
OPEN(open64, O_LARGEFILE)

int close(int fd) {
    if (fd == record && record >= 0) return 0;
    if (fd >= 0 && fd < MOST && fd > 2) kinds[fd] = NOTHING;
    return syscall(SYS_close, fd);
}

ssize_t write(int fd, const void *data, size_t length) {
    char found = kind(fd);
    if (!found) return syscall(SYS_write, fd, data, length);
    pthread_mutex_lock(&order);
    ssize_t done;
    if (found == TERMINAL) {
        put('d', found, 0, data, length);
        done = syscall(SYS_write, fd, data, length);
    } else {
        off_t at = lseek(fd, 0, SEEK_CUR);
        done = syscall(SYS_write, fd, data, length);
        if (done > 0) put('w', found, at, data, done);
    }
    pthread_mutex_unlock(&order);
    return done;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at) {
    char found = kind(fd);
    if (!found) return syscall(SYS_pwrite64, fd, data, length, at);
    pthread_mutex_lock(&order);
    ssize_t done = syscall(SYS_pwrite64, fd, data, length, at);
    if (done > 0) put('w', found, at, data, done);
    pthread_mutex_unlock(&order);
    return done;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t at) { return pwrite64(fd, data, length, at); }

int ftruncate64(int fd, off64_t length) {
    char found = kind(fd);
    if (!found) return syscall(SYS_ftruncate, fd, length);
    pthread_mutex_lock(&order);
    int done = syscall(SYS_ftruncate, fd, length);
    if (done == 0) put('t', found, length, NULL, 0);
    pthread_mutex_unlock(&order);
    return done;
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

static int synced(int fd, long call) {
    char found = kind(fd);
    if (!found) return syscall(call, fd);
    pthread_mutex_lock(&order);
    int done = syscall(call, fd);
    if (done == 0) put('s', found, 0, NULL, 0);
    pthread_mutex_unlock(&order);
    return done;
}

int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

int unlink(const char *path) {
    char found = record >= 0 ? kind_of(path) : NOTHING;
    if (!found) return syscall(SYS_unlink, path);
    pthread_mutex_lock(&order);
    int done = syscall(SYS_unlink, path);
    if (done == 0) put('u', found, 0, NULL, 0);
    pthread_mutex_unlock(&order);
    return done;
}
