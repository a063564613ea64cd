#define _GNU_SOURCE
#include "CLinuxShim.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/mount.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

const int POLLUX_CLONE_NEWUSER = CLONE_NEWUSER, POLLUX_CLONE_NEWNS = CLONE_NEWNS, POLLUX_CLONE_NEWPID = CLONE_NEWPID,
          POLLUX_CLONE_NEWNET = CLONE_NEWNET, POLLUX_CLONE_NEWUTS = CLONE_NEWUTS, POLLUX_CLONE_NEWIPC = CLONE_NEWIPC,
          POLLUX_CLONE_NEWCGROUP = CLONE_NEWCGROUP;
// <sys/mount.h> and <linux/mount.h> cannot be included together on glibc 2.36; these values are the kernel's ABI.
const unsigned long POLLUX_MS_RDONLY = 1, POLLUX_MS_NOSUID = 2, POLLUX_MS_NODEV = 4, POLLUX_MS_NOEXEC = 8,
                    POLLUX_MS_BIND = 4096, POLLUX_MS_REC = 16384, POLLUX_MS_PRIVATE = 1 << 18;
const int POLLUX_RLIMIT_AS = RLIMIT_AS, POLLUX_RLIMIT_CORE = RLIMIT_CORE, POLLUX_RLIMIT_FSIZE = RLIMIT_FSIZE,
          POLLUX_RLIMIT_MEMLOCK = RLIMIT_MEMLOCK, POLLUX_RLIMIT_MSGQUEUE = RLIMIT_MSGQUEUE,
          POLLUX_RLIMIT_NICE = RLIMIT_NICE, POLLUX_RLIMIT_NOFILE = RLIMIT_NOFILE, POLLUX_RLIMIT_NPROC = RLIMIT_NPROC,
          POLLUX_RLIMIT_RTPRIO = RLIMIT_RTPRIO, POLLUX_RLIMIT_SIGPENDING = RLIMIT_SIGPENDING,
          POLLUX_RLIMIT_STACK = RLIMIT_STACK;

const int POLLUX_CAP_CHOWN = CAP_CHOWN, POLLUX_CAP_DAC_OVERRIDE = CAP_DAC_OVERRIDE, POLLUX_CAP_FOWNER = CAP_FOWNER,
          POLLUX_CAP_KILL = CAP_KILL;
const int POLLUX_CAP_SETGID = CAP_SETGID, POLLUX_CAP_SETUID = CAP_SETUID, POLLUX_CAP_SYS_ADMIN = CAP_SYS_ADMIN;

enum { max_descriptors = 8 };

int pollux_socketpair_seqpacket(int sockets[2]) {
  return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets);
}

ssize_t pollux_send(int socket, const void *bytes, size_t length, const int *descriptors, size_t count) {
  union {
    char room[CMSG_SPACE(sizeof(int) * max_descriptors)];
    struct cmsghdr align;
  } control;
  if (count > max_descriptors) {
    errno = EINVAL;
    return -1;
  }
  struct iovec part = {.iov_base = (void *)bytes, .iov_len = length};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  if (count > 0) {
    memset(&control, 0, sizeof control);
    message.msg_control = control.room;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * count);
    memcpy(CMSG_DATA(header), descriptors, sizeof(int) * count);
  }
  ssize_t sent;
  do sent = sendmsg(socket, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent;
}

ssize_t pollux_receive(int socket, void *bytes, size_t length, int *descriptors, size_t capacity, size_t *received) {
  union {
    char room[CMSG_SPACE(sizeof(int) * max_descriptors)];
    struct cmsghdr align;
  } control;
  struct iovec part = {.iov_base = bytes, .iov_len = length};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
  *received = 0;
  ssize_t result;
  do result = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  while (result < 0 && errno == EINTR);
  if (result < 0) return result;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t index = 0; index < count; index++) {
      int descriptor;
      memcpy(&descriptor, CMSG_DATA(header) + index * sizeof(int), sizeof descriptor);
      if (*received < capacity)
        descriptors[(*received)++] = descriptor;
      else
        close(descriptor);
    }
  }
  if (message.msg_flags & MSG_TRUNC) {
    for (size_t index = 0; index < *received; index++) close(descriptors[index]);
    *received = 0;
    errno = EMSGSIZE;
    return -1;
  }
  return result;
}

ssize_t pollux_receive_bytes(int socket, void *bytes, size_t length) {
  struct iovec part = {.iov_base = bytes, .iov_len = length};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  ssize_t result;
  // A peer that ended with our messages unread resets the connection: once, and before its own last messages.
  do result = recvmsg(socket, &message, MSG_DONTWAIT);
  while (result < 0 && (errno == EINTR || errno == ECONNRESET));
  if (result >= 0 && (message.msg_flags & MSG_TRUNC)) {
    errno = EMSGSIZE;
    return -1;
  }
  return result;
}

int pollux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }
int pollux_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
int pollux_memfd(const char *name) { return memfd_create(name, MFD_CLOEXEC); }
pid_t pollux_fork(void) { return fork(); }
int pollux_unshare(int flags) { return unshare(flags); }
int pollux_setns(int descriptor, int type) { return setns(descriptor, type); }
int pollux_signalfd(const sigset_t *signals) { return signalfd(-1, signals, SFD_CLOEXEC | SFD_NONBLOCK); }

int pollux_lower_open_files(pid_t process, uint64_t soft) {
  struct rlimit limit;
  if (prlimit(process, RLIMIT_NOFILE, NULL, &limit) < 0) return -1;
  if (limit.rlim_cur <= soft) return 0;
  limit.rlim_cur = soft;
  return prlimit(process, RLIMIT_NOFILE, &limit, NULL);
}

int pollux_spawn_close_from(posix_spawn_file_actions_t *actions, int first) {
  return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

pid_t pollux_spawn_init(const char *path, char *const arguments[], uid_t uid, gid_t gid, const int *cgroups,
                        size_t cgroup_count) {
  char *const environment[] = {NULL};
  // Written by the child, whose memory this is until it has exec'd or ended.
  volatile int failure = 0;
  pid_t child = vfork();
  if (child != 0) {
    if (child < 0 || !failure) return child;
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
    errno = failure;
    return -1;
  }
  // Shared memory from here to the exec: raw calls only. glibc's setresuid would change every thread it knows of.
  int is_ready = 1;
  for (size_t index = 0; is_ready && index < cgroup_count; index++)
    is_ready = syscall(SYS_write, cgroups[index], "0", 1) == 1;
  if (is_ready && gid != (gid_t)-1)
    is_ready = syscall(SYS_setresgid, gid, gid, gid) == 0 && syscall(SYS_setgroups, 0, NULL) == 0;
  if (is_ready && uid != (uid_t)-1) is_ready = syscall(SYS_setresuid, uid, uid, uid) == 0;
  if (is_ready) {
    syscall(SYS_close_range, 0, ~0U, 4 /* CLOSE_RANGE_CLOEXEC */);
    execve(path, arguments, environment);
  }
  failure = errno;
  _exit(127);
}

int pollux_setresuid(uid_t uid) { return setresuid(uid, uid, uid); }
int pollux_setresgid(gid_t gid) { return setresgid(gid, gid, gid); }
int pollux_setgroups_empty(void) { return setgroups(0, NULL); }

int pollux_capset_none(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {{0}};
  return (int)syscall(SYS_capset, &header, data);
}

int pollux_has_capability(int capability) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {{0}};
  if (syscall(SYS_capget, &header, data) < 0) return 0;
  return (data[capability / 32].effective >> (capability % 32)) & 1;
}

const char *pollux_errno_name(int number) { return strerrorname_np(number); }

int pollux_bounding_set_drop_all(void) {
  for (unsigned long capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; capability++)
    if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0) return -1;
  return 0;
}

int pollux_ambient_clear(void) { return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0); }
int pollux_set_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }
int pollux_set_dumpable(int dumpable) { return prctl(PR_SET_DUMPABLE, (unsigned long)dumpable, 0, 0, 0); }
int pollux_set_parent_death_signal(int signal) { return prctl(PR_SET_PDEATHSIG, (unsigned long)signal, 0, 0, 0); }

int pollux_set_child_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1UL, 0, 0, 0); }

int pollux_pivot_root(const char *new_root, const char *put_old) {
  return (int)syscall(SYS_pivot_root, new_root, put_old);
}

int pollux_mount_restrict(const char *path, int read_only, int no_device, int no_execute) {
  struct mount_attr attributes = {.attr_set = MOUNT_ATTR_NOSUID | (read_only ? MOUNT_ATTR_RDONLY : 0) |
                                              (no_device ? MOUNT_ATTR_NODEV : 0) |
                                              (no_execute ? MOUNT_ATTR_NOEXEC : 0)};
  return (int)syscall(SYS_mount_setattr, AT_FDCWD, path, 0x8000 /* AT_RECURSIVE */ | AT_SYMLINK_NOFOLLOW, &attributes,
                      sizeof attributes);
}

int pollux_set_limit(int resource, uint64_t value) {
  struct rlimit limit;
  if (getrlimit((__rlimit_resource_t)resource, &limit) < 0) return -1;
  // A hard limit can only be lowered here; one that is lower already is the stricter of the two.
  if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max > value) limit.rlim_max = value;
  limit.rlim_cur = limit.rlim_max;
  return setrlimit((__rlimit_resource_t)resource, &limit);
}

int pollux_attach_socket_filter(int socket) {
  struct sock_filter all = {BPF_RET | BPF_K, 0, 0, 0xffffffff};
  struct sock_fprog program = {.len = 1, .filter = &all};
  return setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

int pollux_seccomp_load(const void *instructions, unsigned short count) {
  struct sock_fprog program = {.len = count, .filter = (struct sock_filter *)instructions};
  return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
}

// Debian 12's <linux/landlock.h> knows the first ABIs only; the numbers and the layout are the kernel's for good.
enum { landlock_create_ruleset = 444, landlock_add_rule = 445, landlock_restrict_self = 446 };

int pollux_landlock_abi(void) { return (int)syscall(landlock_create_ruleset, NULL, 0, 1 /* VERSION */); }

int pollux_landlock_ruleset(int abi, uint64_t file_access, uint64_t net_access, uint64_t scope) {
  uint64_t attributes[3] = {file_access, net_access, scope};
  size_t size = sizeof(uint64_t) * (abi >= 6 ? 3 : abi >= 4 ? 2 : 1);
  return (int)syscall(landlock_create_ruleset, attributes, size, 0);
}

int pollux_landlock_allow(int ruleset, int path, uint64_t file_access) {
  struct {
    uint64_t allowed;
    int32_t parent;
  } __attribute__((packed)) rule = {file_access, path};
  return (int)syscall(landlock_add_rule, ruleset, 1 /* PATH_BENEATH */, &rule, 0);
}

int pollux_landlock_restrict(int ruleset) { return (int)syscall(landlock_restrict_self, ruleset, 0); }

int pollux_bounding_set_size(void) {
  int size = 0;
  for (unsigned long capability = 0;; capability++) {
    int held = prctl(PR_CAPBSET_READ, capability, 0, 0, 0);
    if (held < 0) return size;
    size += held;
  }
}

int pollux_get_no_new_privileges(void) { return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0); }

int pollux_raise_limit(int resource) {
  struct rlimit limit;
  if (getrlimit((__rlimit_resource_t)resource, &limit) < 0) return -1;
  if (limit.rlim_max == RLIM_INFINITY) return 0;
  limit.rlim_max++;
  return setrlimit((__rlimit_resource_t)resource, &limit);
}

int pollux_connect_udp(uint32_t address, uint16_t port) {
  int socket_descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket_descriptor < 0) return -1;
  struct sockaddr_in peer = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(address)}};
  int result = connect(socket_descriptor, (struct sockaddr *)&peer, sizeof peer);
  int reason = errno;
  close(socket_descriptor);
  errno = reason;
  return result;
}

static int stream_socket(void) { return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); }

/// Closes a socket where the call that used it failed.
static int used_socket(int descriptor, int result) {
  int reason = errno;
  if (result == 0) return descriptor;
  if (descriptor >= 0) close(descriptor);
  errno = reason;
  return -1;
}

int pollux_bind_abstract(const char *name) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t length = strlen(name);
  if (length > sizeof address.sun_path - 1) {
    errno = ENAMETOOLONG;
    return -1;
  }
  memcpy(address.sun_path + 1, name, length);
  int descriptor = stream_socket();
  socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length);
  return used_socket(descriptor, bind(descriptor, (struct sockaddr *)&address, size));
}

int pollux_listen_abstract(void) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int descriptor = stream_socket();
  int result = bind(descriptor, (struct sockaddr *)&address, sizeof address.sun_family);
  return used_socket(descriptor, result == 0 ? listen(descriptor, 1) : result);
}

int pollux_connect_abstract(int listener) {
  struct sockaddr_un address;
  socklen_t size = sizeof address;
  if (getsockname(listener, (struct sockaddr *)&address, &size) < 0) return -1;
  int descriptor = stream_socket();
  int result = connect(descriptor, (struct sockaddr *)&address, size);
  int reason = errno;
  close(descriptor);
  errno = reason;
  return result;
}

void pollux_clear_timers(void) {
  struct itimerval none = {{0, 0}, {0, 0}};
  setitimer(ITIMER_REAL, &none, NULL);
  setitimer(ITIMER_VIRTUAL, &none, NULL);
  setitimer(ITIMER_PROF, &none, NULL);
}

int pollux_delete_timer(int timer) { return (int)syscall(SYS_timer_delete, timer); }

void pollux_hold_signals(void) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, NULL);
}

void pollux_release_signals(void) {
  sigset_t all;
  sigfillset(&all);
  const struct timespec now = {0, 0};
  while (sigtimedwait(&all, NULL, &now) > 0) {
  }
  sigemptyset(&all);
  pthread_sigmask(SIG_SETMASK, &all, NULL);
}

int pollux_has_attribute(const char *path, const char *name) { return getxattr(path, name, NULL, 0) > 0; }

int pollux_pipe_set_size(int descriptor, int size) { return fcntl(descriptor, F_SETPIPE_SZ, size); }

int pollux_set_nonblocking(int descriptor) {
  int flags = fcntl(descriptor, F_GETFL);
  return flags < 0 ? -1 : fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
}

int pollux_duplicate(int descriptor, int minimum) { return fcntl(descriptor, F_DUPFD_CLOEXEC, minimum); }

void pollux_settle_heap(void) {
  // Blocks of this size and more would be mapped and unmapped each time, with a page fault for each of their pages.
  mallopt(M_MMAP_THRESHOLD, 8 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  mallopt(M_TOP_PAD, 512 << 10);
  malloc_trim(0);
  char *top = (char *)sbrk(0) - mallinfo2().keepcost;
  // Large ones first, so that a gap is not cut into small pieces.
  for (size_t size = 1 << 20; size >= 24; size -= size > 1 << 13 ? size / 8 & ~(size_t)15 : 16) {
    for (int count = 0; count < 1 << 20; count++) {
      char *block = malloc(size);
      if (block == NULL) return;
      if (block < top) continue;  // what is mapped stands above the heap
      free(block);
      break;
    }
    if (size < 40) break;
  }
}

int pollux_contains(const void *bytes, size_t length, const void *wanted, size_t wanted_length) {
  return wanted_length == 0 || (length >= wanted_length && memmem(bytes, length, wanted, wanted_length) != NULL);
}
