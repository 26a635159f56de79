// The peer in C: POSIX objects in shared memory, an atomic addition, and data.
// usage: peer JOB FILE SIDE    side 0 sets the file up; see Job.java, and Worker.java for the talk by standard input and output
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 1000, ROUNDS = 100 /* a batch of pairs */, LINE = 128 };
enum { ELEMENTS = 1024, STRIDE = 617 /* see SharedStores.java */, LARGE = 80000000 /* bytes */ };

typedef struct {
  _Alignas(LINE) pthread_mutex_t mutex;
  pthread_cond_t changed;
  int set;
} event_t;

typedef struct {
  int64_t id;
  double price;
  int32_t size;
} trade_t;

typedef struct {
  _Alignas(LINE) pthread_mutex_t mutex;
  _Alignas(LINE) volatile int64_t value;
  _Alignas(LINE) _Atomic int32_t counter;
  _Alignas(LINE) sem_t semaphore;
  _Alignas(LINE) pthread_rwlock_t rwlock;
  _Alignas(LINE) pthread_barrier_t barrier;
  event_t events[2];
  _Alignas(LINE) pthread_cond_t changed; // of the mutex
  int turn;
  struct {
    _Alignas(LINE) _Atomic int32_t word;
  } calls[2];
  _Alignas(LINE) _Atomic int64_t verdict;
  _Alignas(LINE) _Atomic int32_t ready;
  _Alignas(LINE) trade_t trade;
  _Alignas(LINE) double array[ELEMENTS];
  _Alignas(LINE) char large[LARGE];
  _Alignas(LINE) char source[LARGE]; // of copies
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

static void set_up_condition(pthread_cond_t *condition) {
  pthread_condattr_t kind;
  pthread_condattr_init(&kind);
  pthread_condattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
  pthread_cond_init(condition, &kind);
}

static void set_up_event(event_t *event, int set) {
  pthread_mutexattr_t kind;
  pthread_mutexattr_init(&kind);
  pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
  pthread_mutex_init(&event->mutex, &kind);
  set_up_condition(&event->changed);
  event->set = set;
}

static void set_up(shared_t *memory) {
  pthread_mutexattr_t kind;
  pthread_mutexattr_init(&kind);
  pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(&memory->mutex, &kind);
  pthread_rwlockattr_t shared;
  pthread_rwlockattr_init(&shared);
  pthread_rwlockattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
  pthread_rwlock_init(&memory->rwlock, &shared);
  sem_init(&memory->semaphore, 1, 1);
  pthread_barrierattr_t common;
  pthread_barrierattr_init(&common);
  pthread_barrierattr_setpshared(&common, PTHREAD_PROCESS_SHARED);
  pthread_barrier_init(&memory->barrier, &common, 2);
  set_up_event(&memory->events[0], 1);
  set_up_event(&memory->events[1], 0);
  set_up_condition(&memory->changed);
  atomic_store(&memory->ready, 1);
}

static void lock_batch(shared_t *memory, int side) {
  for (int i = 0; i < BATCH; i++) {
    pthread_mutex_lock(&memory->mutex);
    memory->value = memory->value + 1;
    pthread_mutex_unlock(&memory->mutex);
  }
}

static void add_batch(shared_t *memory, int side) {
  for (int i = 0; i < BATCH; i++) atomic_fetch_add(&memory->counter, 1);
}

static void semaphore_batch(shared_t *memory, int side) {
  for (int i = 0; i < BATCH; i++) {
    sem_wait(&memory->semaphore);
    sem_post(&memory->semaphore);
  }
}

static void read_batch(shared_t *memory, int side) {
  for (int i = 0; i < BATCH; i++) {
    pthread_rwlock_rdlock(&memory->rwlock);
    (void)memory->value;
    pthread_rwlock_unlock(&memory->rwlock);
  }
}

static void barrier_batch(shared_t *memory, int side) {
  for (int i = 0; i < ROUNDS; i++) pthread_barrier_wait(&memory->barrier);
}

static void wait_and_clear(event_t *event) {
  pthread_mutex_lock(&event->mutex);
  while (!event->set) pthread_cond_wait(&event->changed, &event->mutex);
  event->set = 0;
  pthread_mutex_unlock(&event->mutex);
}

static void set(event_t *event) {
  pthread_mutex_lock(&event->mutex);
  event->set = 1;
  pthread_cond_broadcast(&event->changed);
  pthread_mutex_unlock(&event->mutex);
}

static void event_batch(shared_t *memory, int side) {
  for (int i = 0; i < ROUNDS; i++) {
    wait_and_clear(&memory->events[side]);
    set(&memory->events[1 - side]);
  }
}

static void condition_batch(shared_t *memory, int side) {
  for (int i = 0; i < ROUNDS; i++) {
    pthread_mutex_lock(&memory->mutex);
    while (memory->turn != side) pthread_cond_wait(&memory->changed, &memory->mutex);
    memory->turn = 1 - side;
    pthread_cond_signal(&memory->changed);
    pthread_mutex_unlock(&memory->mutex);
  }
}

// A bare futex for each side: what sleeping and waking cost at least. Each call wakes one that
// sleeps: else two that are awake may go on by turns for long, and neither ever does.
static void call(shared_t *memory, int side) {
  while (syscall(SYS_futex, &memory->calls[side].word, FUTEX_WAKE, 1, NULL, NULL, 0) < 1) {}
  atomic_store(&memory->calls[side].word, 1);
}

static void await_call(shared_t *memory, int side) {
  while (syscall(SYS_futex, &memory->calls[side].word, FUTEX_WAIT, 0, NULL, NULL, 0) != 0) {}
  while (!atomic_exchange(&memory->calls[side].word, 0)) {}
}

static void round_trip_batch(shared_t *memory, int side) {
  for (int i = 0; i < ROUNDS; i++) {
    if (side == 0) call(memory, 1);
    await_call(memory, side);
    if (side == 1) call(memory, 0);
  }
}

static void array_set_locked_batch(shared_t *memory, int side) {
  for (int i = 0; i < BATCH; i++) {
    pthread_mutex_lock(&memory->mutex);
    memory->array[(i * STRIDE) & (ELEMENTS - 1)] = i;
    pthread_mutex_unlock(&memory->mutex);
  }
}

static void memcpy_batch(shared_t *memory, int side) {
  memcpy(memory->large, memory->source, LARGE);
}

static void memset_batch(shared_t *memory, int side) {
  memset(memory->large, 1, LARGE);
}

trade_t seen; // not static, so that the results are needed

static void struct_read_batch(shared_t *memory, int side) {
  for (int i = 0; i < BATCH; i++) {
    pthread_mutex_lock(&memory->mutex);
    seen = memory->trade;
    pthread_mutex_unlock(&memory->mutex);
  }
}

static void struct_write_batch(shared_t *memory, int side) {
  for (int i = 0; i < BATCH; i++) {
    pthread_mutex_lock(&memory->mutex);
    memory->trade = (trade_t){i, 0.5, 2};
    pthread_mutex_unlock(&memory->mutex);
  }
}

typedef struct {
  const char *name;
  void (*batch)(shared_t *, int side);
  int operations; // of a batch
  int is_for_pairs;
} job_t;

static const job_t JOBS[] = {
  {"lock", lock_batch, BATCH, 0},
  {"add", add_batch, BATCH, 0},
  {"semaphore", semaphore_batch, BATCH, 0},
  {"read", read_batch, BATCH, 0},
  {"barrier", barrier_batch, ROUNDS, 1},
  {"event", event_batch, ROUNDS, 1},
  {"condition", condition_batch, ROUNDS, 1},
  {"array_set_locked", array_set_locked_batch, BATCH, 0},
  {"array_fill_memcpy", memcpy_batch, LARGE, 0},
  {"array_fill_memset", memset_batch, LARGE, 0},
  {"count", add_batch, BATCH, 0},
  {"struct_read", struct_read_batch, BATCH, 0},
  {"struct_write", struct_write_batch, BATCH, 0},
  {"queue_rtt", round_trip_batch, ROUNDS, 1},
  {"hold", NULL, 0, 0},
  {"wait", NULL, 0, 0},
};

static const job_t *job_of(const char *name) {
  for (size_t i = 0; i < sizeof(JOBS) / sizeof(JOBS[0]); i++) {
    if (!strcmp(name, JOBS[i].name)) return &JOBS[i];
  }
  fprintf(stderr, "no such job: %s\n", name);
  exit(2);
}

// Which batch is the last of a pair; see Pair.java.
static int is_last(shared_t *memory, int side, int64_t batches, int time_is_over) {
  if (side == 0) atomic_store(&memory->verdict, time_is_over ? -batches : batches);
  int64_t verdict;
  while (llabs(verdict = atomic_load(&memory->verdict)) < batches) sched_yield();
  return verdict < 0;
}

int main(int count, char **arguments) {
  if (count != 4) return 2;
  const job_t *job = job_of(arguments[1]);
  shared_t *memory = map(arguments[2]);
  int side = atoi(arguments[3]);
  if (side == 0) set_up(memory);
  while (!atomic_load(&memory->ready)) usleep(100);

  if (!strcmp(job->name, "hold")) pthread_mutex_lock(&memory->mutex);
  puts("ready");
  fflush(stdout);
  int64_t start, stop, batches = 0;
  while (scanf("%ld %ld", &start, &stop) == 2) {
    int64_t done = 0, begin, end;
    if (!job->batch) {
      if (pthread_mutex_lock(&memory->mutex) == EOWNERDEAD) {
        pthread_mutex_consistent(&memory->mutex);
      }
      done = 1;
      begin = 0;
      end = now();
    } else {
      while (now() < start) {}
      begin = now();
      int last;
      do {
        job->batch(memory, side);
        done += job->operations;
        end = now();
        last = end >= stop;
        if (job->is_for_pairs) last = is_last(memory, side, ++batches, last);
      } while (!last);
    }
    printf("%ld %ld\n", done, end - begin);
    fflush(stdout);
  }
  return 0;
}
