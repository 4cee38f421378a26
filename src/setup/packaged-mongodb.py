"""
Starts the packaged server with eleven things set right that it has no options for.

What a killed process had written in an open transaction stays locked until the server gives that up, after a minute of
silence by default. Ours are silent for milliseconds.

Looking for such transactions, the server waits for the statement that one of them is running, while it keeps all others
from ending, the one that statement waits for included: from then on no transaction ends any more. A transaction whose
statement runs is not silent, so it is passed over.

Once a minute it removes what has expired: it reads every collection that has such an index from end to end and lets nobody
else do anything meanwhile, for seconds. By the index it finds the expired documents alone, and deletes them as a client would.
Until the next time it goes on seeing everything as it was then, so that nothing that is overwritten meanwhile can be forgotten:
documents written often get slower with each write, for a minute. So it lets go of what it saw.

Documents found by an index are held against the whole condition again, and a text against a list of a thousand one by one,
slowly. When the text is in the list that is all there is to ask.

An index serves a condition there only when it has every path that is asked for; else the first path alone that has an index is
looked up, which is mostly the account, and all of the account is read. It is given the part that one index serves, equal paths from
its beginning and bounds of one after them, and holds what it finds against the rest. Of two parts with as many paths it takes the one
that is asked for first: we name what says most before what only says whose it is.

Asked for the sizes of a database, it reads all its documents, for seconds when they are a million, and every process of ours asks
again and again how full the disk is. It tells just that.

For each document that it writes it reads anew what is special about each index, three times, a quarter of all its work. It remembers
that for a second, and forgets it when an index is made or changed.

Documents found by an index are decoded while nobody else may do anything, and copied piece by piece when only some of their fields
are asked for: seconds without a sign of life when they are a hundred thousand, until clients take it for dead. They are decoded
when it is free again, and not copied, because nobody else has what was decoded.

It writes down every change a second time, with what was different before, for those who listen to changes. Nobody does, and a third of
its work went into that. It would only leave it were it to say that it is no replica set, and then drivers begin no transactions.

While objects are made, Python looks again and again through all there are for some that hold one another. When a read makes millions,
that is most of its time, and hardly any do. It looks seldom.

With `--keep-expired`, for those whose clocks stand in the past, nothing that has expired is removed.
"""
import sys
from datetime import datetime, timedelta, timezone
from gc import set_threshold
from shutil import disk_usage
from time import monotonic
from bson import decode
from secantus import commands, query, storage
from secantus.server import SecantusDBServer
from secantus.storage import Storage
from secantus.transactions import TransactionRegistry, TxnState

def prune(self):
    cutoff = self._time() - self._lifetime
    reaped = 0
    for txn in list(self._txns.values()):
        if not txn.mutex.acquire(blocking=False):
            continue
        try:
            if txn.state is TxnState.IN_PROGRESS and txn.last_use < cutoff:
                self._rollback_quietly(txn)
                txn.state = TxnState.ABORTED
                reaped += 1
        finally:
            txn.mutex.release()
    return reaped

def abort_for_session(self, lsid_bytes):
    with self._lock:
        txn = self._txns.get(lsid_bytes)
    if txn is not None:
        self._abort_locked(txn)

def prune_ttl(self, db, coll, *, now=None):
    when = now or datetime.now(timezone.utc)
    pruned = 0
    for _name, keys, options in list(self._iter_indexes(db, coll)):
        seconds = options.get('expireAfterSeconds')
        if isinstance(seconds, (int, float)) and len(keys) == 1:
            [field] = keys
            expired = {field: {'$lt': when - timedelta(seconds=seconds)}}
            partial = options.get('partialFilterExpression')
            pruned += self.delete_matching(db, coll, {'$and': [expired, dict(partial)]} if partial else expired)
    self.release_thread_snapshot()
    return pruned

matches_plainly = query._op_matches

def matches(values, op, arg, collation=None, **options):
    if op == '$in' and collation is None and len(values) == 1 and type(values[0]) is str and isinstance(arg, list) and values[0] in arg:
        return True
    return matches_plainly(values, op, arg, collation, **options)

ids_by_index = Storage._try_index_id_keys

def served_part(self, db, coll, condition):
    most, first = {}, len(condition)
    places = {path: place for place, path in enumerate(condition)}
    for _name, keys, options in list(self._iter_indexes(db, coll)):
        partial = options.get('partialFilterExpression')
        if partial and self._query_implies_partial(condition, partial):
            return condition
        if partial or options.get('collation') or any(way not in (1, -1) for way in keys.values()):
            continue
        part = {}
        for path in keys:
            if path not in condition:
                break
            clause = condition[path]
            is_bounds = isinstance(clause, dict) and clause and all(op in self._RANGE_OPS for op in clause)
            if not is_bounds and (isinstance(clause, (dict, list)) or storage._is_regex_value(clause)):
                break
            part[path] = clause
            if is_bounds:
                break
        begins = min((places[path] for path in part), default=len(condition))
        is_better = len(part) > len(most) or (len(part) == len(most) and begins < first)
        if is_better and not (options.get('sparse') and not storage._sparse_index_usable(keys, part)):
            most, first = part, begins
    return most

def ids_by_narrowest(self, db, coll, condition, *, collation=None):
    if len(condition) > 1 and collation is None and not self._is_timeseries(db, coll):
        plain = {path: clause for path, clause in condition.items() if not path.startswith('$')}
        part = {'_id': plain['_id']} if '_id' in plain and storage._id_point_lookup_keys(plain['_id']) is not None else served_part(self, db, coll, plain)
        if 0 < len(part) < len(condition):
            found = ids_by_index(self, db, coll, part)
            if found is not None:
                return found
    return ids_by_index(self, db, coll, condition, collation=collation)

def db_stats(_doc, ctx):
    disk = disk_usage(ctx.storage.home_path)
    return {'db': ctx.db_name, 'fsTotalSize': disk.total, 'fsUsedSize': disk.used, 'ok': 1.0}

index_options_read = Storage._index_options_map
index_options_known = {}

def index_options(self, db, coll):
    until, options = index_options_known.get((db, coll), (0, None))
    if until < monotonic():
        options = index_options_read(self, db, coll)
        index_options_known[db, coll] = (monotonic() + 1, options)
    return options

def forgetting(change):
    def changed(*args, **options):
        try:
            return change(*args, **options)
        finally:
            index_options_known.clear()
    return changed

project_any = storage.apply_projection_batch

def project(docs, spec, query=None, *, metas=None, has_sort=True):
    is_plain = spec and metas is None and all(type(wanted) is int and wanted == 1 and not {'.', '$'} & set(field) for field, wanted in spec.items())
    if not is_plain:
        return project_any(docs, spec, query, metas=metas, has_sort=has_sort)
    fields = {'_id', *spec}
    return [{field: value for field, value in doc.items() if field in fields} for doc in docs]

class Undecoded:
    def __init__(self, blobs):
        self.blobs = blobs

    def __iter__(self):
        return map(decode, self.blobs)

    def __reversed__(self):
        return map(decode, reversed(self.blobs))

def docs_by_recordids(self, db, coll, recordids):
    rows = self._cursor_optional(storage._doc_table_for(db, coll)) if recordids else None
    if rows is None:
        return []
    blobs = []
    for recordid in dict.fromkeys(recordids):
        rows.reset()
        rows.set_key(db, coll, recordid)
        if rows.search() == 0:
            blobs.append(storage._unframe_doc_value(bytes(rows.get_value()))[1])
    return Undecoded(blobs)

init_storage = Storage.__init__

def init_unlogged(self, *args, **options):
    init_storage(self, *args, **{**options, 'enable_oplog': False})

set_threshold(100_000, 20, 100)
query._op_matches = matches
storage.apply_projection_batch = project
Storage._docs_by_recordids = docs_by_recordids
Storage._try_index_id_keys = ids_by_narrowest
commands._HANDLERS['dbStats'] = commands._HANDLERS['dbstats'] = db_stats
SecantusDBServer.__init__.__kwdefaults__['transaction_lifetime_seconds'] = 10.0
TransactionRegistry._prune_locked = prune
TransactionRegistry.abort_for_session = abort_for_session
Storage.prune_ttl = prune_ttl
Storage.__init__ = init_unlogged
Storage._index_options_map = index_options
Storage.create_index = forgetting(Storage.create_index)
Storage.set_index_options = forgetting(Storage.set_index_options)

if '--keep-expired' in sys.argv:
    sys.argv.remove('--keep-expired')
    SecantusDBServer.__init__.__kwdefaults__['ttl_sweep_seconds'] = 0.0

from secantus.cli import main
raise SystemExit(main())
