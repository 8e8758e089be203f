"""What the status page says of the core, and its rounds."""

from wangyu.base.core import drafts, once, shared
from wangyu.base.core.files import clamd
from wangyu.base.core.health import database, disk, queue, worker
from wangyu.base.lib.ports import Probe, health, rounds

health.add("core.database", Probe("数据库", 10, database))
health.add("core.worker", Probe("后台任务进程", 20, worker))
health.add("core.queue", Probe("任务队列", 30, queue))
health.add("core.disk", Probe("磁盘空间", 40, disk))
health.add("core.clamd", Probe("病毒扫描", 45, clamd.probe))
rounds.add("core.once", once.forget)
rounds.add("core.drafts", drafts.forget)
rounds.add("core.shared", shared.forget)
