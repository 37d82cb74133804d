"""PyTorch on the CPU: `python3 pytorch.py THREADS`. It speaks what protocol.mjs says."""

import json
import math
import re
import resource
import struct
import sys
import time

import torch
import torch.nn.functional as F

torch.set_num_threads(int(sys.argv[1]))
BATCHES = 4
DTYPES = {"F32": torch.float32, "I32": torch.int32, "U8": torch.uint8}


def read_tensors(file):
    with open(file, "rb") as stream:
        content = bytearray(stream.read())
    (length,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8 : 8 + length].decode())
    tensors = {}
    for name, of in header.items():
        start, end = of["data_offsets"]
        part = content[8 + length + start : 8 + length + end]
        tensors[name] = torch.frombuffer(part, dtype=DTYPES[of["dtype"]]).reshape(of["shape"])
    return tensors


def digest(values):
    flat = values.detach().double().flatten()
    return [flat.mean().item(), math.sqrt((flat * flat).mean().item()), flat[0].item(), flat[-1].item()]


def network_of(work, data):
    sizes, layers = work["sizes"], []
    for i, (fan_in, fan_out) in enumerate(zip(sizes, sizes[1:])):
        dense = torch.nn.Linear(fan_in, fan_out)
        with torch.no_grad():
            dense.weight.copy_(data[f"w{i + 1}"].T)
            dense.bias.copy_(data[f"b{i + 1}"])
        layers.append(dense)
        if i == len(sizes) - 2:
            break
        if work["rich"]:
            layers += [torch.nn.BatchNorm1d(fan_out, eps=1e-5), torch.nn.ELU(), torch.nn.Dropout(work["dropoutRate"])]
        else:
            layers.append(torch.nn.ReLU())
    return torch.nn.Sequential(*layers)


def lenet_of(work, data):
    convolutions = []
    for i, padding in ((1, 2), (2, 0)):
        kernel = data[f"w{i}"].permute(3, 2, 0, 1)
        layer = torch.nn.Conv2d(kernel.shape[1], kernel.shape[0], 5, padding=padding)
        with torch.no_grad():
            layer.weight.copy_(kernel)
            layer.bias.copy_(data[f"b{i}"])
        convolutions += [layer, torch.nn.ReLU(), torch.nn.MaxPool2d(2)]
    convolve = torch.nn.Sequential(*convolutions)
    last = {f"{kind}{i - 2}": data[f"{kind}{i}"] for kind in "wb" for i in (3, 4, 5)}
    sizes = [data["w3"].shape[0], *work["sizes"][3:]]
    dense = network_of({"sizes": sizes, "rich": False}, last)

    class Lenet(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.convolve, self.dense = convolve, dense

        def forward(self, x):
            images = self.convolve(x.reshape(-1, 1, 28, 28))
            return self.dense(images.permute(0, 2, 3, 1).flatten(1))

    return Lenet()


def step_of(network):
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, eps=1e-8)

    def step(x, y):
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(network(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def matmul(work, data):
    a, b = data["a"], data["b"]
    x = a.T if work["transpose"] == "AtB" else a
    y = b.T if work["transpose"] == "ABt" else b
    return {"check": lambda: digest(x @ y), "run": lambda: x @ y}


def training_step(work, data):
    network = lenet_of(work, data) if work["kind"] == "lenet" else network_of(work, data)
    step, size = step_of(network), work["batch"]
    x, y = data["x"], data["y"].long()
    batches = [(x[i * size : (i + 1) * size].clone(), y[i * size : (i + 1) * size]) for i in range(BATCHES)]
    at = 0

    def run():
        nonlocal at
        at += 1
        return step(*batches[(at - 1) % BATCHES])

    return {"check": lambda: [run(), run(), run()], "run": run}


def inference(work, data):
    network = network_of(work, data).eval()
    x = data["x"][: work["batch"]].clone()

    def run():
        with torch.inference_mode():
            return network(x)

    return {"check": lambda: digest(run()), "run": run}


def update(_, data):
    parameter = torch.nn.Parameter(data["params"].clone())
    parameter.grad = data["grads"]
    optimizer = torch.optim.Adam([parameter], lr=1e-3, eps=1e-8)

    def check():
        for _ in range(3):
            optimizer.step()
        return digest(parameter)

    return {"check": check, "run": optimizer.step}


def mnist(work, data):
    images, labels = data["images"].float() / 255, data["labels"].long()
    test_images, test_labels = data["testImages"].float() / 255, data["testLabels"].long()
    order = data["order"].long()

    def train(limit):
        start = time.perf_counter()
        network = network_of(work, data)
        step, reached = step_of(network), 0.0
        for epoch, rows in enumerate(order):
            network.train()
            for at in range(0, len(rows) - work["batch"] + 1, work["batch"]):
                batch = rows[at : at + work["batch"]]
                step(images[batch], labels[batch])
                seconds = time.perf_counter() - start
                if seconds > limit:
                    return {"seconds": seconds, "epochs": epoch, "accuracy": reached}
            network.eval()
            with torch.inference_mode():
                reached = (network(test_images).argmax(1) == test_labels).float().mean().item()
            if reached >= work["target"]:
                break
        return {"seconds": time.perf_counter() - start, "epochs": epoch + 1, "accuracy": reached}

    return {"train": train}


WORKS = {"matmul": matmul, "step": training_step, "lenet": training_step, "inference": inference, "update": update, "mnist": mnist}


def times_of(run, milliseconds, most):
    times, clock = [], time.perf_counter
    end = clock() + milliseconds / 1000
    while len(times) < most:
        start = clock()
        run()
        now = clock()
        times.append((now - start) * 1000)
        if now > end:
            break
    return times


def memory():
    with open("/proc/self/status") as status:
        resident = int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"heapBytes": None, "residentBytes": resident, "peakBytes": peak}


prepared = {}


def answer(request):
    global prepared
    if "prepare" in request:
        work = request["prepare"]
        prepared = WORKS[work["kind"]](work, read_tensors(request["data"]))
        return {"check": prepared["check"]() if "check" in prepared else []}
    if "run" in request:
        return {"times": times_of(prepared["run"], **request["run"])}
    if "train" in request:
        return prepared["train"](request["train"]["limitSeconds"])
    return memory()


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception as error:
        reply = {"error": repr(error)}
    print(json.dumps(reply), flush=True)
