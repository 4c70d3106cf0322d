# expected: full
# Computes in a thread and gets the answer through a queue.
import queue
import threading


def same_padding(size, kernel_size, strides=1):
    answers = queue.Queue()

    def work():
        total = max(kernel_size - 1 - (size - 1) % strides, 0)
        answers.put((total // 2, total - total // 2))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return answers.get()
