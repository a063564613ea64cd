// Pid 1 of a session: reaps what user code orphans, and does nothing else.
//
// It is an executable of its own without Python in it, for pid 1 has odd signals, its end kills its whole namespace, and a
// copy of the fork server's page tables for a process that only waits would cost more than the exec. It is in C and without
// a C library because one is started for every session: what Swift's runtime and libc do before main() (on a virtual
// machine each look at the processor's features leaves it) took eight times as long as all of this.
#include <asm/unistd.h>
#include <linux/capability.h>
#include <linux/prctl.h>
#include <linux/signal.h>
#include <linux/wait.h>

#if defined(__x86_64__)
static long system_call(long number, long first, long second, long third, long fourth, long fifth) {
  long result;
  register long r10 __asm__("r10") = fourth;
  register long r8 __asm__("r8") = fifth;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(first), "S"(second), "d"(third), "r"(r10), "r"(r8)
                   : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
static long system_call(long number, long first, long second, long third, long fourth, long fifth) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = first;
  register long x1 __asm__("x1") = second;
  register long x2 __asm__("x2") = third;
  register long x3 __asm__("x3") = fourth;
  register long x4 __asm__("x4") = fifth;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
}
#else
#error "pollux-init knows the system calls of x86_64 and aarch64"
#endif

static long control(long option, long argument) { return system_call(__NR_prctl, option, argument, 0, 0, 0); }

// Nothing this process could do for an attacker: no capability, no core file, no reader of its /proc entries. Under an id
// of its own it has no capability since the change of ids, and then may not change the bounding set.
static int is_hardened(void) {
  if (control(PR_SET_DUMPABLE, 0) != 0 || control(PR_SET_NO_NEW_PRIVS, 1) != 0) return 0;
  for (long capability = 0; control(PR_CAPBSET_READ, capability) >= 0; capability++) {
    long result = control(PR_CAPBSET_DROP, capability);
    if (result == -1 /* EPERM */) break;
    if (result != 0) return 0;
  }
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[2] = {{0, 0, 0}, {0, 0, 0}};
  return system_call(__NR_capset, (long)&header, (long)none, 0, 0, 0) == 0;
}

__attribute__((noreturn, used)) void start(void) {
  unsigned long all = ~0UL, child = 1UL << (SIGCHLD - 1);
  if (is_hardened() && system_call(__NR_rt_sigprocmask, SIG_BLOCK, (long)&all, 0, sizeof all, 0) == 0) {
    for (;;) {
      while (system_call(__NR_wait4, -1, 0, WNOHANG, 0, 0) > 0) {}
      system_call(__NR_rt_sigtimedwait, (long)&child, 0, 0, sizeof child, 0);
    }
  }
  for (;;) system_call(__NR_exit_group, 1, 0, 0, 0, 0);
}

// The kernel begins here, with a stack that is aligned as a call of C would find it one word later.
#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n  xor %ebp, %ebp\n  and $-16, %rsp\n  call start\n");
#else
__asm__(".globl _start\n_start:\n  mov x29, xzr\n  mov x30, xzr\n  b start\n");
#endif
