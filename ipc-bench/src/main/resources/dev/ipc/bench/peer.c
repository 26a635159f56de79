// The peer in C: a robust process-shared mutex, and an atomic addition.
// usage: peer lock|add|hold|wait FILE SIDE    side 0 sets the file up; see Worker.java for the talk by standard input and output
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 1000, LINE = 128 };

typedef struct {
  _Alignas(LINE) pthread_mutex_t mutex;
  _Alignas(LINE) volatile int64_t value;
  _Alignas(LINE) _Atomic int32_t counter;
  _Alignas(LINE) _Atomic int32_t ready;
} shared_t;

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static shared_t *map(const char *file) {
  int descriptor = open(file, O_RDWR | O_CREAT, 0600);
  if (descriptor < 0 || ftruncate(descriptor, sizeof(shared_t))) fail(file);
  shared_t *memory =
      mmap(NULL, sizeof(shared_t), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (memory == MAP_FAILED) fail("mmap");
  return memory;
}

static void set_up(shared_t *memory) {
  pthread_mutexattr_t kind;
  pthread_mutexattr_init(&kind);
  pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(&memory->mutex, &kind);
  atomic_store(&memory->ready, 1);
}

static void lock_batch(shared_t *memory) {
  for (int i = 0; i < BATCH; i++) {
    pthread_mutex_lock(&memory->mutex);
    memory->value = memory->value + 1;
    pthread_mutex_unlock(&memory->mutex);
  }
}

static void add_batch(shared_t *memory) {
  for (int i = 0; i < BATCH; i++) atomic_fetch_add(&memory->counter, 1);
}

int main(int count, char **arguments) {
  if (count != 4) return 2;
  const char *job = arguments[1];
  shared_t *memory = map(arguments[2]);
  if (!strcmp(arguments[3], "0")) set_up(memory);
  while (!atomic_load(&memory->ready)) usleep(100);

  if (!strcmp(job, "hold")) pthread_mutex_lock(&memory->mutex);
  puts("ready");
  fflush(stdout);
  int64_t start, stop;
  while (scanf("%ld %ld", &start, &stop) == 2) {
    int64_t done = 0, begin, end;
    if (!strcmp(job, "wait")) {
      if (pthread_mutex_lock(&memory->mutex) == EOWNERDEAD) {
        pthread_mutex_consistent(&memory->mutex);
      }
      done = 1;
      begin = 0;
      end = now();
    } else {
      int locks = !strcmp(job, "lock");
      while (now() < start) {}
      begin = now();
      do {
        if (locks) {
          lock_batch(memory);
        } else {
          add_batch(memory);
        }
        done += BATCH;
        end = now();
      } while (end < stop);
    }
    printf("%ld %ld\n", done, end - begin);
    fflush(stdout);
  }
  return 0;
}
