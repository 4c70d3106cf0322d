"""panal.kernel.seccomp: the filter of system calls as a program. That it holds is tried by `panal
doctor` and the attacks.
"""

from __future__ import annotations

import errno
import struct

import pyseccomp
import pytest

from panal.kernel import seccomp

ELSEWHERE = {
    "umount": "32-bit only; the others have umount2",
    "memfd_secret": "not on every architecture",
    "modify_ldt": "x86",
    "iopl": "x86",
    "ioperm": "x86",
    "create_module": "gone since Linux 2.6",
    "uselib": "x86 and m68k",
    "nfsservctl": "gone since Linux 3.1",
    "inotify_init": "the young architectures have inotify_init1",
    "mknod": "the young architectures have mknodat",
    "lookup_dcookie": "gone since Linux 6.7",
    "sysfs": "the young architectures never had it",
    "signalfd": "the young architectures have signalfd4",
}
"""Names that a machine may not have, and why."""


PRETENDED = -3
"""In the place of an error: the call seems to work, and is not made."""

COUNTED = -2
"""In the place of an error: the filter asks `sealed.isolate.grant`."""


def number(name: str) -> int:
    """Of a system call on this machine; negative if it has none."""
    return int(pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name))


@pytest.mark.parametrize("name", seccomp.REFUSED)
def test_each_refused_call_is_known(name: str) -> None:
    """A misspelt name would refuse nothing, without a word."""
    assert number(name) >= 0 or name in ELSEWHERE


@pytest.mark.parametrize(
    "name",
    ["ptrace", "process_vm_readv", "pidfd_getfd", "unshare", "setns", "mount", "fsopen", "open_by_handle_at", "bpf",
     "perf_event_open", "userfaultfd", "io_uring_setup", "keyctl", "kexec_load", "init_module", "memfd_create", "mq_open"],
)  # fmt: skip
def test_the_doors_of_past_escapes_are_refused(name: str) -> None:
    """Whoever takes one of them off the list has to say so here, too."""
    assert name in seccomp.REFUSED


def test_no_name_stands_twice() -> None:
    """Each reason stands where its names stand."""
    assert len(set(seccomp.REFUSED)) == len(seccomp.REFUSED)


def test_the_program_is_one_that_linux_loads() -> None:
    """Whole instructions, no more than BPF_MAXINSNS (bpf_common.h), each jump within the program, a
    return at its end.
    """
    program = seccomp.program()
    assert len(program) % 8 == 0
    instructions = list(struct.iter_unpack("=HBBI", program))
    assert 100 < len(instructions) <= 4096
    for position, (code, yes, no, k) in enumerate(instructions):
        if code & 0x07 == 0x05:  # BPF_JMP
            furthest = k if code & 0xF0 == 0 else max(yes, no)
            assert position + 1 + furthest < len(instructions)
    assert instructions[-1][0] & 0x07 == 0x06  # BPF_RET


FRONT = 4
"""Instructions of our own before libseccomp's."""

ARCHITECTURE = struct.unpack_from("=HBBI", seccomp.program(), 8 * (FRONT + 1))[3]
"""AUDIT_ARCH of this machine: libseccomp's first comparison is with it."""


def run(
    call: int,
    *arguments: int,
    arch: int = ARCHITECTURE,
    machine: str | None = None,
    program: bytes | None = None,
) -> int:
    """What the program says to a system call: a small BPF machine, of the instructions that
    libseccomp writes.

    Returns:
        0 for a call that is allowed, its errno, or -1 where the process is ended.
    """
    words = struct.unpack(
        "=16I", struct.pack("=IIQ6Q", call, arch, 0, *arguments, *[0] * (6 - len(arguments)))
    )
    instructions: list[tuple[int, int, int, int]] = list(
        struct.iter_unpack("=HBBI", program or seccomp.program(machine))
    )
    position = accumulator = 0
    while True:
        code, yes, no, k = instructions[position]
        position += 1
        match code:
            case 0x20:  # ld [k]
                accumulator = words[k // 4]
            case 0x54:  # and #k
                accumulator &= k
            case 0x05:  # ja
                position += k
            case 0x15:  # jeq
                position += yes if accumulator == k else no
            case 0x25:  # jgt
                position += yes if accumulator > k else no
            case 0x35:  # jge
                position += yes if accumulator >= k else no
            case 0x06:  # ret
                if k == 0x00050000:
                    return PRETENDED
                return {
                    0x7FFF0000: 0,
                    0x7FC00000: COUNTED,
                    0x00050000: k & 0xFFFF,
                    0: -1,
                    0x80000000: -1,
                }[k & 0xFFFF0000]
            case _:
                raise AssertionError(f"instruction {code:#x}")


@pytest.mark.parametrize("name", [name for name in seccomp.REFUSED if number(name) >= 0])
def test_each_refused_call_is_refused(name: str) -> None:
    """With EPERM, as if a right were missing, whatever its arguments are."""
    assert run(number(name)) == 1
    assert run(number(name), *[2**64 - 1] * 6) == 1


@pytest.mark.parametrize(
    "name",
    [
        "read",
        "write",
        "openat",
        "mmap",
        "futex",
        "fork",
        "execve",
        "poll",
        "sendmsg",
        "getrandom",
        "clone",
    ],
)
def test_what_notebooks_need_is_allowed(name: str) -> None:
    """Threads, files, child processes and sockets."""
    assert (
        number(name) < 0 or run(number(name), 0x003D0F00) == 0
    )  # the flags with which glibc starts a thread


@pytest.mark.parametrize("flag", seccomp.CLONE_NEW)
def test_no_new_namespace_by_clone(flag: int) -> None:
    """Neither alone nor among other flags; and clone3, the flags of which no filter sees, is not
    there.
    """
    assert run(number("clone"), flag) == run(number("clone"), flag | 0x11) == 1
    assert run(number("clone3")) == 38  # ENOSYS


def test_no_thread_with_open_files_of_its_own() -> None:
    """They would be seen by no watch; a process with some of its own, and a thread that shares
    them, are as ever.
    """
    sharing = seccomp.CLONE_FILES
    assert run(number("clone"), seccomp.CLONE_THREAD | 0x00010900) == errno.EPERM
    assert run(number("clone"), seccomp.CLONE_THREAD | sharing) == 0
    assert run(number("clone"), sharing) == run(number("clone"), 0x11) == 0


@pytest.mark.parametrize("family", range(64))
def test_only_families_that_stay_inside(family: int) -> None:
    """Unix and IPv4 sockets, and of netlink what lists interfaces; families such as vsock reach the
    host.
    """
    allowed = family in (seccomp.AF_UNIX, seccomp.AF_INET, seccomp.AF_INET6, seccomp.AF_NETLINK)
    assert run(number("socket"), family, 1, 0) == (0 if allowed else 97)  # EAFNOSUPPORT
    if family == seccomp.AF_NETLINK:
        assert all(run(number("socket"), family, 3, protocol) == 97 for protocol in range(1, 32))


@pytest.mark.parametrize("family", [seccomp.AF_INET, seccomp.AF_INET6])
def test_of_the_internet_only_tcp_and_udp(family: int) -> None:
    """Asked for by number or as the first of their type; neither a raw socket nor one of the rarer
    protocols.
    """
    allowed = {
        (kind, protocol)
        for kind in range(16)
        for protocol in (*range(300), 1 << 32 | 6)
        if run(number("socket"), family, kind | 0x80800, protocol) == 0
    }
    assert allowed == {(kind, protocol) for kind in (1, 2) for protocol in (0, 6, 17)}


def test_pairs_of_sockets_are_of_unix() -> None:
    """Linux makes both sockets, and loads what they need, before it says that there are no
    pairs.
    """
    assert run(number("socketpair"), seccomp.AF_UNIX, 1, 0) == 0
    assert all(run(number("socketpair"), family) == errno.EOPNOTSUPP for family in (2, 10, 30))


def test_no_data_out_of_turn() -> None:
    """MSG_OOB among other flags, by each call that sends."""
    for call, place in (("sendto", 3), ("sendmsg", 2), ("sendmmsg", 3)):
        before = [0] * place
        assert run(number(call), *before, 0x4000) == 0  # MSG_NOSIGNAL
        assert run(number(call), *before, 0x4001) == errno.EOPNOTSUPP


def test_options_of_sockets() -> None:
    """Those that programs set can be set; no filter, no TLS, no way to control congestion, no
    tunnel.
    """

    def refused(level: int, option: int) -> bool:
        return run(number("setsockopt"), 3, level, option) == errno.ENOPROTOOPT

    assert not any(refused(*pair) for pair in ((1, 2), (1, 9), (1, 15), (6, 1), (6, 4), (6, 18)))
    assert not any(refused(*pair) for pair in ((0, 1), (41, 26)))
    assert all(refused(*pair) for pair in ((1, 26), (1, 50), (1, 51), (1, 52), (1, 1 << 32 | 26)))
    assert all(refused(*pair) for pair in ((6, 13), (6, 14), (6, 31), (6, 1 << 32 | 1)))
    assert all(refused(level, 1) for level in (17, 40, 132, 136, 270, 282, 284, 1 << 32 | 6))


def test_no_attributes_of_files() -> None:
    """With the answer that programs which copy them along take as a no."""
    assert {run(number(name)) for name in seccomp.UNSUPPORTED} == {errno.ENOTSUP}


def test_options_of_processes() -> None:
    """The known ones, without a filter on top of ours; younger ones are not there."""
    assert run(number("prctl"), 15) == run(number("prctl"), 1, 9) == 0  # PR_SET_NAME, PDEATHSIG
    assert run(number("prctl"), seccomp.PR_SET_SECCOMP, 2) == errno.EPERM
    assert run(number("prctl"), 78, 1, 1 << 24) == errno.EINVAL  # PR_FUTEX_HASH


def test_landlock_is_asked_for_its_version_only() -> None:
    """No rules, which are memory that counts for nobody."""
    assert run(number("landlock_create_ruleset"), 0, 0, 1) == 0
    assert run(number("landlock_create_ruleset"), 0x7000, 8, 0) == errno.EPERM


def test_watches_of_epoll_are_counted() -> None:
    """Adding one is asked about, changing and removing are free."""
    assert run(number("epoll_ctl"), 3, 1, 4) == run(number("epoll_ctl"), 3, 1 << 32 | 1) == COUNTED
    assert run(number("epoll_ctl"), 3, 2, 4) == run(number("epoll_ctl"), 3, 3, 4) == 0


def test_no_characters_into_a_terminal_and_no_other_kind_of_line() -> None:
    """TIOCSTI and TIOCLINUX type into the operator's shell, TIOCSETD loads rare parts of Linux;
    also with bits that Linux overlooks. Others are allowed.
    """
    for request in (seccomp.TIOCSTI, seccomp.TIOCLINUX, seccomp.TIOCSETD):
        assert run(number("ioctl"), 0, request) == run(number("ioctl"), 0, 1 << 32 | request) == 1
    assert run(number("ioctl"), 0, 0x5413) == 0


def test_bits_that_linux_overlooks_open_no_family() -> None:
    """A family is 32 bits wide, a register 64."""
    for family in (40, 31, 16):  # vsock, Bluetooth, netlink
        assert run(number("socket"), 1 << 32 | family, 1, 1) == 97


def test_no_shared_memory_without_a_file() -> None:
    """It counts for no process; a file can be shared, and memory without a file can be one's
    own.
    """
    private, shared, anonymous, huge, stack = (
        0x02,
        seccomp.MAP_SHARED,
        seccomp.MAP_ANONYMOUS,
        seccomp.MAP_HUGETLB,
        0x20000,
    )
    assert (
        run(number("mmap"), 0, 4096, 3, shared | anonymous)
        == run(number("mmap"), 0, 4096, 3, 0x03 | anonymous)
        == 1
    )
    assert run(number("mmap"), 0, 4096, 3, private | anonymous | huge) == 1
    assert (
        run(number("mmap"), 0, 4096, 3, private | anonymous | stack)
        == run(number("mmap"), 0, 4096, 3, shared)
        == 0
    )


def test_no_leases_and_no_core_dumps() -> None:
    """What `fcntl` and `prlimit64` do besides is allowed, asking for the limit of core dumps
    included.
    """
    assert (
        run(number("fcntl"), 3, seccomp.F_SETLEASE)
        == run(number("fcntl"), 3, seccomp.F_SETPIPE_SZ)
        == run(number("fcntl"), 3, 1 << 32 | seccomp.F_NOTIFY)
        == 1
    )
    assert run(number("fcntl"), 3, 4) == 0  # F_SETFL
    assert run(number("prlimit64"), 0, seccomp.RLIMIT_CORE, 0x7000) == 1
    assert (
        run(number("prlimit64"), 0, seccomp.RLIMIT_CORE, 0)
        == run(number("prlimit64"), 0, 7, 0x7000)
        == 0
    )
    assert number("setrlimit") < 0 or run(number("setrlimit"), seccomp.RLIMIT_CORE, 0x7000) == 1


def test_calls_of_tomorrow_are_not_there() -> None:
    """Those that are younger than the list don't exist, and programs take an older way; x32 stays
    refused.
    """
    assert run(seccomp.FIRST_UNKNOWN) == run(seccomp.FIRST_UNKNOWN + 300) == 38  # ENOSYS
    assert run(number("close_range"), 3, 4, 0) == 0
    assert run(0x40000000 | 600) == -1


def test_no_other_architecture() -> None:
    """The 32-bit calls of the same processor have other numbers: whoever makes one is ended."""
    assert run(number("read"), arch=0x40000003 if ARCHITECTURE != 0x40000003 else 0xC000003E) == -1
    if ARCHITECTURE == 0xC000003E:  # x86_64, with its x32 calls
        assert run(number("ptrace") | 0x40000000) != 0


AUDIT_ARCH_AARCH64 = 0xC00000B7


@pytest.mark.parametrize(
    ("call", "arguments", "answer"),
    [
        (56, (0, 0, 0), 0),  # openat
        (64, (1, 0, 9), 0),  # write
        (220, (0x003D0F00,), 0),  # clone, as glibc starts a thread
        (220, (0x10000000,), errno.EPERM),  # clone with a user namespace
        (435, (), errno.ENOSYS),  # clone3
        (97, (0x10000000,), errno.EPERM),  # unshare
        (117, (), errno.EPERM),  # ptrace
        (280, (), errno.EPERM),  # bpf
        (277, (1,), errno.EPERM),  # seccomp
        (5, (), errno.ENOTSUP),  # setxattr
        (29, (0, 0x5423), errno.EPERM),  # ioctl TIOCSETD
        (198, (2, 1, 6), 0),  # socket of TCP
        (198, (2, 1, 262), errno.EPROTONOSUPPORT),  # of MPTCP
        (198, (40, 1, 0), errno.EAFNOSUPPORT),  # vsock
        (206, (3, 0, 1, 1), errno.EOPNOTSUPP),  # sendto MSG_OOB
        (167, (78, 1, 1 << 20), errno.EINVAL),  # prctl PR_FUTEX_HASH
        (21, (3, 1, 4), COUNTED),  # epoll_ctl EPOLL_CTL_ADD
        (463, (), errno.ENOSYS),  # setxattrat, younger than the list
    ],
)
def test_arm64_has_numbers_of_its_own(call: int, arguments: tuple[int, ...], answer: int) -> None:
    """The same answers there; numbers of asm-generic/unistd.h, written down here once more."""
    assert run(call, *arguments, arch=AUDIT_ARCH_AARCH64, machine="AARCH64") == answer


def test_the_program_for_arm64_is_for_no_other() -> None:
    """Whoever makes a call by the numbers of this machine is ended."""
    assert ARCHITECTURE == AUDIT_ARCH_AARCH64 or run(56, machine="AARCH64") == -1


@pytest.mark.parametrize("name", seccomp.REFUSED)
def test_each_refused_call_is_refused_on_arm64(name: str) -> None:
    """Where arm64 has it."""
    call = int(pyseccomp.resolve_syscall(pyseccomp.Arch.AARCH64, name))
    if call >= 0:
        assert run(call, arch=AUDIT_ARCH_AARCH64, machine="AARCH64") == errno.EPERM
    else:
        assert name in ELSEWHERE


SEES_HOST = seccomp.program(sees_host=True)
SAME_USER = seccomp.program(sees_host=True, same_user=True)


def seeing(name: str, *arguments: int) -> int:
    """What a kernel that sees the host is told."""
    return run(number(name), *arguments, program=SEES_HOST)


def same(name: str, *arguments: int) -> int:
    """What a kernel is told that runs as the user who grades."""
    return run(number(name), *arguments, program=SAME_USER)


MORE = {"open": "the young architectures have openat", **dict.fromkeys(
    ("mkdir", "chmod", "utime", "utimes", "futimesat", "fork", "vfork", "chown", "lchown"), "the young architectures have it with a folder")
}  # fmt: skip


@pytest.mark.parametrize("name", [*seccomp.OF_THE_HOST, *seccomp.OF_THE_USER])
def test_each_further_call_is_known_and_refused(name: str) -> None:
    """The first of them where there are no namespaces, all of them where the user is ours."""
    assert number(name) >= 0 or name in MORE
    if number(name) >= 0:
        assert same(name) == 1 and same(name, *[2**64 - 1] * 6) == 1
        assert seeing(name) == (1 if name in seccomp.OF_THE_HOST else 0)
        assert run(number(name)) == 0


@pytest.mark.parametrize(
    "name", [name for name in seccomp.REFUSED if number(name) >= 0 and name != "seccomp"]
)
def test_every_rung_refuses_what_the_first_does(name: str) -> None:
    """And young calls, which nobody knows. Only a filter is left to the second one, which is loaded
    by the call that loads filters.
    """
    assert seeing(name) == same(name) == (0 if name == "seccomp" else 1)
    assert run(seccomp.FIRST_UNKNOWN, program=SAME_USER) == errno.ENOSYS


def test_no_file_of_the_host_changes_by_its_path() -> None:
    """Landlock knows nothing of times and attributes; of lengths only since its third version. A file
    that is open for writing can be shortened.
    """
    for name in ("truncate", "removexattr", "lremovexattr", "fremovexattr"):
        assert seeing(name) == same(name) == 1
    for name in seccomp.TIMES:
        if number(name) >= 0:
            assert seeing(name) == same(name) == PRETENDED and run(number(name)) == 0
    assert seeing("ftruncate") == same("ftruncate") == 0


def test_no_namespace_either() -> None:
    """Where clone is asked about, too."""
    for flag in seccomp.CLONE_NEW:
        assert seeing("clone", flag | 0x11) == same("clone", flag | 0x11) == 1
        assert same("clone", flag | 0x003D0F00) == 1
    assert seeing("clone3") == same("clone3") == errno.ENOSYS


def test_one_process_whose_threads_are_counted() -> None:
    """A thread as glibc makes it is asked about. A process is not made, by whatever call, nor a
    thread with open files of its own.
    """
    assert same("clone", 0x003D0F00) == COUNTED
    assert same("clone", 17) == same("clone", 0x4111) == same("clone", 0x01200011) == 1
    assert same("clone", seccomp.CLONE_THREAD | 0x00010900) == 1
    assert seeing("clone", 17) == 0


def test_it_names_only_itself() -> None:
    """The number takes the place of `OWN` when the program is loaded."""
    own, other, everybody = seccomp.OWN, 4711, 2**64 - 1
    for name in ("kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"):
        assert same(name, own) == 0
        assert same(name, other) == same(name, everybody) == same(name, 0) == 1
        assert same(name, 1) == same(name, 2**32 - own) == 1
        assert seeing(name, other) == 0
    for name in ("prlimit64", "sched_setaffinity"):
        assert same(name, own) == same(name, 0) == 0
        assert same(name, other) == 1
    assert same("setpriority", 0, 0) == same("setpriority", 0, own) == 0
    assert same("setpriority", 0, other) == 1
    assert same("setpriority", 1, 0) == same("setpriority", 2, 0) == 1  # a group, all of a user


def test_own_is_no_process_and_stands_for_nothing_else() -> None:
    """Linux has no number above 4 194 304 (PID_MAX_LIMIT); in a program it is only compared with."""
    assert seccomp.OWN > 2**22
    assert seccomp.OWN not in [k for _, _, _, k in struct.iter_unpack("=HBBI", seccomp.program())]
    found = [code for code, _, _, k in struct.iter_unpack("=HBBI", SAME_USER) if k == seccomp.OWN]
    assert set(found) == {0x15} and len(found) == len(seccomp.OWN_ONLY) + 1


def test_no_signal_by_way_of_a_file() -> None:
    """To whom a descriptor belongs, Linux sends SIGIO, or any other."""
    assert {same("fcntl", 3, command) for command in (8, 10, 15)} == {1}
    assert same("fcntl", 3, 1 << 32 | 8) == 1
    assert {same("fcntl", 3, command) for command in (1, 2, 3, 4, 6, 1030)} == {0}


def test_it_ends_with_us_and_hides_no_memory() -> None:
    assert same("prctl", 1, 0) == same("prctl", 4, 0) == same("prctl", 1 << 32 | 4, 0) == 1
    assert seeing("prctl", 1, 0) == same("prctl", 15) == 0


@pytest.mark.parametrize("name", [name for name in seccomp.PRETENDED if number(name) >= 0])
def test_what_changes_files_or_threads_seems_to_work(name: str) -> None:
    """The call is not made, and its result is that of a success."""
    assert same(name) == PRETENDED and seeing(name) == 0


def test_folders_can_be_listed_and_entered() -> None:
    """By their owner, whatever the mask is."""
    for name, before in (("mkdir", [0]), ("mkdirat", [0, 0])):
        if number(name) >= 0:
            assert [same(name, *before, mode) for mode in (0o700, 0o777, 0o1755)] == [0, 0, 0]
            assert {same(name, *before, mode) for mode in (0, 0o300, 0o500, 0o600, 0o077)} == {1}
    assert same("umask", 0o077) == same("umask", 0o022) == 0
    # umask(2) never fails, so C libraries look for no error, and Python would tell of errno 0.
    assert {same("umask", mask) for mask in (0o777, 0o400, 0o200, 0o100)} == {PRETENDED}


def test_how_files_are_opened() -> None:
    """To read, to write, to do both; not to do neither, which opens what Landlock closes, and not to
    empty what one may only read.
    """
    for name, before in (("open", [0]), ("openat", [0, 0])):
        if number(name) >= 0:
            assert {seeing(name, *before, flags) for flags in (0, 1, 2, 0o1101, 0o1102)} == {0}
            assert {seeing(name, *before, flags) for flags in (3, 0o2003, 0o1000, 0o1003)} == {1}
    assert seeing("openat2") == errno.ENOSYS and seeing("fallocate") == errno.EOPNOTSUPP
    assert same("openat2") == errno.ENOSYS


def test_commands_to_files() -> None:
    """What asks whether it is a terminal is let through, and hardly anything else."""
    assert {seeing("ioctl", 3, known) for known in seccomp.IOCTL_KNOWN} == {0}
    for other in (0x5412, 0x540E, 0x5423, 0x8901, 0x40086602, 0x40049409, 1 << 32 | 0x5412):
        assert seeing("ioctl", 3, other) == same("ioctl", 3, other) == errno.ENOTTY


@pytest.mark.parametrize("call", ["socket", "connect", "bind", "listen", "seccomp"])
def test_no_further_socket(call: str) -> None:
    """Of whatever family."""
    program = seccomp.without_sockets()
    assert {run(number(call), family, 1, program=program) for family in range(64)} == {1}


def test_pairs_that_reach_nobody_else() -> None:
    """A datagram could go to any path."""
    program = seccomp.without_sockets()

    def pair(kind: int) -> int:
        return run(number("socketpair"), 1, kind, program=program)

    assert [pair(kind) for kind in (1, 5, 0x80801, 0x80005)] == [0, 0, 0, 0]
    assert {pair(kind) for kind in (0, 2, 3, 4, 10, 0x80802)} == {1}
    for call in ("accept", "accept4", "sendmsg", "recvmsg", "shutdown"):
        assert run(number(call), program=program) == 0


def test_the_second_filter_is_the_last() -> None:
    """The first leaves the call for it, and for nothing else: there is no code of a student's yet."""
    assert seeing("seccomp") == same("seccomp") == 0
    assert run(number("seccomp"), program=seccomp.without_sockets()) == 1
    assert same("prctl", seccomp.PR_SET_SECCOMP, 2) == 1


@pytest.mark.parametrize("machine", ["AARCH64", "RISCV64"])
def test_other_machines_have_the_same_rules(machine: str) -> None:
    """By their own numbers, and what is of this one ends the process."""
    arch = getattr(pyseccomp.Arch, machine)
    program = seccomp.program(machine, sees_host=True, same_user=True)
    audit = {"AARCH64": 0xC00000B7, "RISCV64": 0xC00000F3}[machine]

    def there(name: str, *arguments: int) -> int:
        call = int(pyseccomp.resolve_syscall(arch, name))
        return run(call, *arguments, arch=audit, program=program)

    assert there("clone", 17) == there("execve") == there("kill", 4711) == there("mount") == 1
    assert there("clone", 0x003D0F00) == COUNTED
    assert there("kill", seccomp.OWN) == there("openat", 0, 0, 2) == there("read") == 0
    assert there("openat", 0, 0, 3) == there("mkdirat", 0, 0, 0) == there("fchownat") == 1
    assert there("ioctl", 3, 0x5412) == errno.ENOTTY
    assert run(number("read"), program=program) == -1


@pytest.mark.parametrize(
    ("names", "answer"),
    [
        ((*seccomp.OF_THE_HOST, *seccomp.OF_THE_USER), errno.EPERM),
        ((*seccomp.TIMES, *seccomp.PRETENDED), PRETENDED),
        (seccomp.UNSUPPORTED, errno.ENOTSUP),
        (tuple(seccomp.OWN_ONLY), errno.EPERM),
    ],
)
def test_where_the_user_is_ours_arm64_has_the_same_rules(
    names: tuple[str, ...], answer: int
) -> None:
    """Each call that it has, by its own number."""
    program = seccomp.program("AARCH64", sees_host=True, same_user=True)
    for name in names:
        call = int(pyseccomp.resolve_syscall(pyseccomp.Arch.AARCH64, name))
        assert call >= 0 or name in MORE
        if call >= 0:
            assert run(call, 4711, arch=AUDIT_ARCH_AARCH64, program=program) == answer, name


def test_no_further_socket_on_arm64() -> None:
    program = seccomp.without_sockets("AARCH64")
    for name in ("socket", "connect", "bind", "listen", "seccomp"):
        call = int(pyseccomp.resolve_syscall(pyseccomp.Arch.AARCH64, name))
        assert run(call, 1, arch=AUDIT_ARCH_AARCH64, program=program) == errno.EPERM
