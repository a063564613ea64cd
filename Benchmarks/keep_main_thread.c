// Preloaded under callgrind: libdispatch ends the main thread by pthread_exit, which valgrind 3.19 does not survive.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

__attribute__((noreturn)) void pthread_exit(void *value) {
  while (gettid() == getpid()) pause();
  void (*real)(void *) = (void (*)(void *))dlsym(RTLD_NEXT, "pthread_exit");
  if (real) real(value);
  abort();
}
