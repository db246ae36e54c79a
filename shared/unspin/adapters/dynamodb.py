"""The index in one DynamoDB table; docs/architecture.md draws its keys.

Every read that a decision stands on is strongly consistent, and every write is safe to repeat: it is conditional, or
writes again what is there already.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import batched_ as batched
from time import sleep, time
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.exceptions import BotoCoreError, ClientError

from unspin.adapters.items import (
    Item,
    body_item,
    body_of,
    cluster_item,
    cluster_of,
    comparison_item,
    comparison_of,
    entry_of,
    parked_of,
    plain_item,
)
from unspin.adapters.listings import listed_as
from unspin.errors import TransientError
from unspin.ports import POSTINGS_READ, Listing
from unspin.stored import Body, Cluster, Entry, Link, Parked, Summary
