"""Long work and the workers that do it."""

import asyncio
from types import SimpleNamespace

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections
from procrastinate.contrib.django import app

from jiangtu.core.jobs import take_up_again

pytestmark = pytest.mark.django_db(transaction=True)


def in_hand(task: str, *, heartbeat: str) -> int:
    """A job that a worker has in hand whose heart last beat so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id", [heartbeat]
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id)"
            " VALUES ('default', %s, '{}', 'doing', %s) RETURNING id",
            [task, worker],
        )
        return int(cursor.fetchone()[0])


def states() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status FROM procrastinate_jobs")
        return dict(cursor.fetchall())


def test_what_a_killed_worker_had_in_hand_waits_again_and_a_living_ones_goes_on():
    in_hand("of a killed worker", heartbeat="5 minutes")
    in_hand("of a living worker", heartbeat="1 second")

    async def minute() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as own:
            async with own.open_async():
                await take_up_again(SimpleNamespace(app=own), timestamp=0)
        await sync_to_async(connections.close_all)()

    asyncio.run(minute())
    assert states() == {"of a killed worker": "todo", "of a living worker": "doing"}
