"""The system calls that a notebook may make: compiled in the parent, installed in the child.

The parent compiles it with libseccomp and hands the program to the zygote. It
cannot be given to bubblewrap, because the zygote still has to unshare and mount
for each child; the child installs it as the last step of its own set-up, after
which not even a flaw in our own code can mount or unshare there again.

It is a list of what is allowed, so that system calls which nobody here has
thought about are refused with "not implemented", the answer of an older kernel,
on which every program has a way to fall back. Those that a notebook has no
business with are named besides, with the reason, and give "not permitted".
"""

import errno
import tempfile
from collections.abc import Callable
from importlib import import_module
from types import ModuleType

from autograder.errors import UserError

# (position of an argument, mask, value) -> what libseccomp compares
Condition = Callable[[int, int, int], object]

ALLOWED = """
read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek _llseek
open openat openat2 creat close close_range dup dup2 dup3 fcntl fcntl64 ioctl flock
stat fstat lstat stat64 fstat64 lstat64 newfstatat fstatat64 statx statfs fstatfs statfs64
fstatfs64 access faccessat faccessat2 getdents getdents64 getcwd chdir fchdir rename renameat
renameat2 mkdir mkdirat rmdir link linkat unlink unlinkat symlink symlinkat readlink readlinkat
chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat umask utime utimes utimensat
futimesat truncate ftruncate truncate64 ftruncate64 fallocate fadvise64 readahead fsync
fdatasync sync_file_range copy_file_range sendfile sendfile64 splice tee
getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr
mmap2 munmap mremap mprotect madvise msync mincore brk mlock munlock membarrier
pkey_alloc pkey_free pkey_mprotect map_shadow_stack cachestat
fork vfork execve execveat exit exit_group wait4 waitid waitpid kill tkill tgkill getpid getppid
gettid getpgid getpgrp setpgid getsid setsid getuid geteuid getgid getegid getresuid getresgid
getgroups setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid capget
prctl arch_prctl set_tid_address set_robust_list get_robust_list rseq set_thread_area
get_thread_area getrlimit getrusage times uname sysinfo getcpu getrandom
sched_yield sched_getaffinity sched_setaffinity sched_getparam sched_getscheduler
sched_get_priority_max sched_get_priority_min sched_rr_get_interval sched_getattr
getpriority setpriority ioprio_get personality restart_syscall seccomp
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigqueueinfo
rt_tgsigqueueinfo rt_sigsuspend sigaltstack sigreturn signalfd signalfd4 pause alarm
pidfd_open pidfd_send_signal
time gettimeofday clock_gettime clock_getres clock_nanosleep clock_gettime64 nanosleep getitimer
setitimer timer_create timer_settime timer_gettime timer_getoverrun timer_delete timerfd_create
timerfd_settime timerfd_gettime
futex futex_waitv futex_wake futex_wait futex_requeue poll ppoll select _newselect pselect6
epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd eventfd2
pipe pipe2 inotify_init inotify_init1 inotify_add_watch inotify_rm_watch
connect accept accept4 bind listen getsockname getpeername setsockopt getsockopt shutdown
sendto recvfrom sendmsg recvmsg sendmmsg recvmmsg semget semop semctl semtimedop
""".split()

REFUSED = {
    "another process's memory": "ptrace process_vm_readv process_vm_writev kcmp pidfd_getfd "
    "process_madvise process_mrelease move_pages migrate_pages",
    "kernel interfaces with a long record of flaws": "io_uring_setup io_uring_enter "
    "io_uring_register bpf userfaultfd perf_event_open io_setup io_submit vmsplice modify_ldt "
    "remap_file_pages lookup_dcookie fanotify_init",
    "keys, which no namespace holds apart": "keyctl add_key request_key",
    "mounts": "mount umount umount2 pivot_root chroot move_mount open_tree fsopen fsconfig fsmount "
    "fspick mount_setattr name_to_handle_at open_by_handle_at mknod mknodat",
    "namespaces": "unshare setns",
    "memory that no limit of a process counts": "memfd_create memfd_secret shmget shmat shmctl "
    "msgget msgsnd mq_open mlockall mbind set_mempolicy",
    "the machine": "kexec_load kexec_file_load init_module finit_module delete_module reboot "
    "swapon swapoff sethostname setdomainname settimeofday clock_settime clock_adjtime adjtimex "
    "acct quotactl quotactl_fd syslog vhangup iopl ioperm capset setgroups",
}

_NEW_NAMESPACES = 0x7E020080  # CLONE_NEW{TIME,NS,CGROUP,UTS,IPC,USER,PID,NET}
_SHARED, _ANONYMOUS = 0x01, 0x20
# Others are not held apart by a network namespace (vsock), or are kernel interfaces.
_SOCKET_FAMILIES = {"unix": 1, "inet": 2, "inet6": 10}
_INT = 0xFFFFFFFF
_CORE_LIMIT, _LIMITS = 4, 16
_API_WITH_TREES = 4  # libseccomp 2.5


def compile_filter() -> bytes:
    """The filter as the program that prctl(PR_SET_SECCOMP) takes.

    Raises: UserError if libseccomp, or its binding, is not there.
    """
    library = load_library()
    made = library.SyscallFilter(library.ERRNO(errno.ENOSYS))
    if library.get_api() >= _API_WITH_TREES:
        # A tree instead of a list: the kernel walks it for every system call there is
        # when a child installs it, which takes half a millisecond for a list.
        made.set_attr(library.Attr.CTL_OPTIMIZE, 2)
    for name in ALLOWED:
        _add(library, made, library.ALLOW, name)
    for names in REFUSED.values():
        for name in names.split():
            _add(library, made, library.ERRNO(errno.EPERM), name)
    _add_rules_on_arguments(library, made)
    with tempfile.TemporaryFile() as file:
        made.export_bpf(file)
        file.seek(0)
        return file.read()


def load_library() -> ModuleType:
    """The binding of libseccomp.

    Raises: UserError that says what to install.
    """
    try:
        return import_module("pyseccomp")
    except ModuleNotFoundError as error:
        raise UserError("the Python package pyseccomp is missing: pip install pyseccomp") from error
    except RuntimeError as error:  # what it raises when it finds no libseccomp
        raise UserError(
            "the library libseccomp is missing: apt install libseccomp2, dnf install libseccomp, "
            "or conda install -c conda-forge libseccomp"
        ) from error


def _add(library: ModuleType, made: object, action: int, name: str, *conditions: object) -> None:
    """A rule for a system call that this architecture and this libseccomp know."""
    # Below zero: known for other architectures only; -1: not known at all.
    if library.resolve_syscall(library.Arch.NATIVE, name) >= 0:
        made.add_rule(action, name, *conditions)  # type: ignore[attr-defined]


def _add_rules_on_arguments(library: ModuleType, made: object) -> None:
    def masked(argument: int, mask: int, value: int) -> object:
        return library.Arg(argument, library.MASKED_EQ, mask, value)

    # clone3 passes its flags by pointer, where no filter can look; C libraries fall back to clone.
    _add(
        library, made, library.ALLOW, "clone", masked(_flags_of_clone(library), _NEW_NAMESPACES, 0)
    )
    # Shared anonymous pages outlive the process that wrote them and count as nobody's memory.
    both = _SHARED | _ANONYMOUS
    for flags in (0, _SHARED, _ANONYMOUS):
        _add(library, made, library.ALLOW, "mmap", masked(3, both, flags))
    _add(library, made, library.ERRNO(errno.EPERM), "mmap", masked(3, both, both))
    for family in _SOCKET_FAMILIES.values():
        _add(library, made, library.ALLOW, "socket", masked(0, _INT, family))
    _add(library, made, library.ALLOW, "socketpair", masked(0, _INT, _SOCKET_FAMILIES["unix"]))
    _add_rules_on_limits(library, made, masked)


def _add_rules_on_limits(library: ModuleType, made: object, masked: Condition) -> None:
    """Every limit but the one on core dumps may be lowered.

    Where crashes are piped to a program, it runs with root's rights outside; the
    limit of 1 that the child has set keeps it from running, and 0 would not.
    """
    for limit in range(_LIMITS):
        if limit != _CORE_LIMIT:
            _add(library, made, library.ALLOW, "setrlimit", masked(0, _INT, limit))
            _add(library, made, library.ALLOW, "prlimit64", masked(1, _INT, limit))


def _flags_of_clone(library: ModuleType) -> int:
    """Position of the flags: s390 has the stack first."""
    return int(library.system_arch() in (library.Arch.S390, library.Arch.S390X))
