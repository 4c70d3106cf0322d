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


def run(call: int, *arguments: int, arch: int = ARCHITECTURE, machine: str | None = None) -> int:
    """What the program says to a system call: a small BPF machine, of the instructions that
    libseccomp writes.

    Returns:
        0 for a call that is allowed, its errno, or -1 where the process is ended.
    """
    words = struct.unpack(
        "=16I", struct.pack("=IIQ6Q", call, arch, 0, *arguments, *[0] * (6 - len(arguments)))
    )
    instructions = list(struct.iter_unpack("=HBBI", seccomp.program(machine)))
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
