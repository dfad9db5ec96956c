"""The sandbox: where a student's code runs, with nothing in reach that is worth reaching.

Theory of operation
===================

Whoever writes the code in a process owns that process. So the sandbox is built
on three rules. Its outer walls are the kernel's and bubblewrap's, not our own.
It holds nothing but what the student has already: their notebook, their files,
the libraries, shipped `utils`. And what comes out of it is a student's word,
read as plain data and judged outside.

    grader (`Worker`, `Session`)         every right of the instructor; runs no student code
      |  control: fork, reap             |
      v                                  |  channel: one request, one reply
    bubblewrap: read-only files, no network, no environment            [bubble]
      zygote: has imported everything, runs no student code either     [zygote]
        child: one notebook, walled in once more                       [child]
          the shell and the answering loop, beside the student's code  [shell, service]

**One worker, many notebooks.** `Worker` starts a zygote in a bubble once (about a
second on an idle machine: NumPy, IPython, a rehearsal of the shell). For each notebook
the zygote makes a PID namespace and forks into it, which takes milliseconds. The
child puts its own walls up before it runs anything of the student's, and is
killed and buried when the session ends. A zygote is replaced after 500 forks, and
by one that has matplotlib warm when the first notebook comes that may draw [figures].

**What each wall is for**

    made by bubblewrap, around the zygote and all its children
      files: /usr, interpreter, libraries,    solutions, the gradebook, other submissions,
        read-only; nothing else                 keys, passwords
      utils.reference and autograder covered  the answers, where they are installed beside
        or never copied in                      the libraries
      a network namespace without a network   talking to anybody
      cleared environment, own session        secrets in variables, a terminal to type into
    made by the zygote
      root becomes nobody, for good           the rights of the instructor
      a PID namespace for each notebook       seeing, signalling, tracing others; daemons,
                                                which die with its first process
    made by the child, around one notebook
      user, mount and IPC namespaces          leaving something for the next one
      one tmpfs of a fixed size for work,     filling the disk
        home, /tmp and /dev/shm
      an empty folder over /proc              reading about the zygote
      limits: data, CPU, file size,           taking the machine down, one process at a time
        processes, descriptors
      no capability, no new privileges        setuid programs, undoing what stands above
      seccomp: a list of what is allowed,     flaws of the kernel, namespaces within
        installed last
    kept by the parent
      a control group, or adding up /proc     taking the machine down, many processes together
      charged time, an interrupt, a kill      never ending
      nonce, strict order, capped frames,     forged, late, huge or malformed answers
        exact types

**What is not trusted.** The child's side of the channel is descriptor 3 in a
process that the student owns. They can read requests, answer in our place, patch
our modules, send garbage. A forged answer is one that the student's function
could have given; it is compared with the reference like any other. Two answers,
an answer too early, or one that is malformed end the session. Hidden inputs are
in the child's memory while they are asked for, and never the expected values.

**What a failure is.** Whatever a student does becomes a reason in `Session.stopped`
or a failed `Answer`. `SandboxError` is the grader's own failure: no bubblewrap, no
user namespaces, a zygote that died. `autograder doctor` tries each part.

**Known limits.** Processes in the sandbox share the kernel: a flaw in a system
call that is allowed is a way out. Without a control group, memory of several
processes is added up every 50 ms, and what they take in between is theirs. CPU
caches are shared; there is nothing secret in reach of them but other students'
drawings of the same second.

The modules that live inside are those not named in `bubble.OUTSIDE`; they import
nothing that knows of solutions or grades.
"""
