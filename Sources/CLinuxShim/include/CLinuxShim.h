// What Swift's Glibc module lacks, and nothing else. Each line says which of three reasons it has:
// (V) variadic or a function-like macro, (M) not in the module map, (S) no libc wrapper.
// Functions return -1 and set errno like the calls they stand for.
#pragma once
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Constants that are macros of _GNU_SOURCE headers (M).
extern const int POLLUX_CLONE_NEWUSER, POLLUX_CLONE_NEWNS, POLLUX_CLONE_NEWPID, POLLUX_CLONE_NEWNET, POLLUX_CLONE_NEWUTS,
    POLLUX_CLONE_NEWIPC, POLLUX_CLONE_NEWCGROUP;
extern const unsigned long POLLUX_MS_RDONLY, POLLUX_MS_NOSUID, POLLUX_MS_NODEV, POLLUX_MS_NOEXEC, POLLUX_MS_BIND,
    POLLUX_MS_REC, POLLUX_MS_PRIVATE;
extern const int POLLUX_RLIMIT_AS, POLLUX_RLIMIT_CORE, POLLUX_RLIMIT_FSIZE, POLLUX_RLIMIT_MEMLOCK,
    POLLUX_RLIMIT_MSGQUEUE, POLLUX_RLIMIT_NICE, POLLUX_RLIMIT_NOFILE, POLLUX_RLIMIT_NPROC, POLLUX_RLIMIT_RTPRIO,
    POLLUX_RLIMIT_SIGPENDING, POLLUX_RLIMIT_STACK;

extern const int POLLUX_CAP_CHOWN, POLLUX_CAP_DAC_OVERRIDE, POLLUX_CAP_FOWNER, POLLUX_CAP_KILL;
extern const int POLLUX_CAP_SETGID, POLLUX_CAP_SETUID, POLLUX_CAP_SYS_ADMIN;

// Unix sockets with descriptors: CMSG_* are macros (V).

/// Makes a pair of connected sockets that keep message borders, closed on exec.
int pollux_socketpair_seqpacket(int sockets[2]);
/// Sends one message and `count` (at most 8) descriptors; waits where the socket is full.
ssize_t pollux_send(int socket, const void *bytes, size_t length, const int *descriptors, size_t count);
/// Receives one message and up to `capacity` descriptors, closed on exec; surplus ones are closed.
/// A message longer than `length` fails with EMSGSIZE.
ssize_t pollux_receive(int socket, void *bytes, size_t length, int *descriptors, size_t capacity, size_t *received);
/// Receives one message without room for descriptors, so that the kernel drops any that were sent. Does not wait. What a
/// peer said before it ended comes first, then 0.
ssize_t pollux_receive_bytes(int socket, void *bytes, size_t length);

// Processes (M, S).
int pollux_pipe(int ends[2]);
int pollux_eventfd(void);
int pollux_memfd(const char *name);
pid_t pollux_fork(void);
int pollux_unshare(int flags);
int pollux_setns(int descriptor, int type);
int pollux_signalfd(const sigset_t *signals);
/// Adds to a spawn's actions: close every descriptor from `first` on.
// Lowers a child's soft limit of open files, where it is higher.
int pollux_lower_open_files(pid_t process, uint64_t soft);
int pollux_spawn_close_from(posix_spawn_file_actions_t *actions, int first);
/// Starts `arguments` as a child that shares memory with the caller until it has exec'd, with `uid` and `gid` set by raw
/// system calls (so that only the child changes); -1 keeps the ids. It joins the cgroups of the `cgroup.procs` files
/// `cgroups` first. Every descriptor of the child is closed on exec. A step of the child that fails is the call's failure:
/// nothing is left of the child then.
pid_t pollux_spawn_init(const char *path, char *const arguments[], uid_t uid, gid_t gid, const int *cgroups,
                        size_t cgroup_count);

// Ids and capabilities (M, S).
int pollux_setresuid(uid_t uid);
int pollux_setresgid(gid_t gid);
int pollux_setgroups_empty(void);
/// Clears the effective, permitted and inheritable sets.
int pollux_capset_none(void);
/// 1 where the calling thread has a capability in its user namespace, else 0.
int pollux_has_capability(int capability);
/// How many capabilities the bounding set holds.
int pollux_bounding_set_size(void);
int pollux_get_no_new_privileges(void);

/// The name of an error number, "EPERM"; null where there is none (M: strerrorname_np).
const char *pollux_errno_name(int number);

// prctl is variadic (V).
int pollux_bounding_set_drop_all(void);
int pollux_ambient_clear(void);
int pollux_set_no_new_privileges(void);
int pollux_set_dumpable(int dumpable);
int pollux_set_parent_death_signal(int signal);
/// Makes the process the parent of every orphan below it.
int pollux_set_child_subreaper(void);

// Mounts (M, S).
int pollux_pivot_root(const char *new_root, const char *put_old);
/// Adds read-only, nosuid, nodev and noexec as asked to a mount and all below it, and keeps the flags it has.
int pollux_mount_restrict(const char *path, int read_only, int no_device, int no_execute);

// Limits (M: RLIMIT_* are of an enum type that does not import as an integer).
int pollux_set_limit(int resource, uint64_t value);

/// Tries to raise a hard limit by one: -1 with EPERM where it stands; 0 where there is no limit to raise.
int pollux_raise_limit(int resource);

// Landlock has no libc wrappers (S).

/// The kernel's Landlock ABI; -1 where it has none or it is off.
int pollux_landlock_abi(void);
/// Makes a rule set that handles (denies) these rights; the ABI says how much of it the kernel understands.
int pollux_landlock_ruleset(int abi, uint64_t file_access, uint64_t net_access, uint64_t scope);
/// Allows rights on a file, or on a folder and all below it.
int pollux_landlock_allow(int ruleset, int path, uint64_t file_access);
/// Puts the rule set on this thread for good; it must not be able to gain privileges.
int pollux_landlock_restrict(int ruleset);

// Unix sockets with names that are not files (V: a sockaddr_un of its own length).

/// Makes a stream socket that has a name; -1 with EADDRINUSE where another has it.
int pollux_bind_abstract(const char *name);
/// Makes a stream socket that listens at a name the kernel chooses.
int pollux_listen_abstract(void);
/// Connects to such a socket by its name; 0 where it lets us.
int pollux_connect_abstract(int listener);

/// Connects a datagram socket, which sends nothing but asks for a route (V: htonl and htons).
int pollux_connect_udp(uint32_t address, uint16_t port);

/// Puts a filter of one instruction, which lets everything through, on a socket (M: struct sock_fprog).
int pollux_attach_socket_filter(int socket);

/// Loads a prepared BPF program for all threads of the process.
int pollux_seccomp_load(const void *instructions, unsigned short count);

/// Clears the interval timers and any alarm.
void pollux_clear_timers(void);
/// Deletes a timer of timer_create(2) by the kernel's number (S).
int pollux_delete_timer(int timer);
/// Keeps every signal of this thread waiting.
void pollux_hold_signals(void);
/// Drops the signals that wait, and lets new ones in.
void pollux_release_signals(void);

/// 1 where a file has an extended attribute that is not empty, else 0 (M).
int pollux_has_attribute(const char *path, const char *name);

/// Whether bytes occur among others, in time that grows with the sum of both lengths (M: memmem is of _GNU_SOURCE).
int pollux_contains(const void *bytes, size_t length, const void *wanted, size_t wanted_length);

/// Sets the size of a pipe's buffer in bytes; the kernel rounds up (V: fcntl is variadic).
int pollux_pipe_set_size(int descriptor, int size);
int pollux_set_nonblocking(int descriptor);
/// Duplicates a descriptor to the lowest free number at or above `minimum`, closed on exec.
int pollux_duplicate(int descriptor, int minimum);
/// Leaves no gap in malloc's heap: what is allocated from now on stands side by side behind everything else.
///
/// A forked process that filled gaps would write to a page for each, and copy it. The blocks in the gaps are given up.
void pollux_settle_heap(void);

