//! What std's containers allocate, from what they say of themselves.
//!
//! std documents no layout. These are the ones its containers have had for years; the tests compare
//! them with what an allocator sees.

use core::mem::MaybeUninit;
use core::ptr::NonNull;

/// Control bytes that a hash table reads at once: 16 with SSE2, 8 or fewer elsewhere. Counting 16
/// everywhere errs to the safe side by a few bytes a table.
const HASH_GROUP: usize = 16;

/// The smallest hash table that holds anything, in buckets.
const LEAST_BUCKETS: usize = 4;

/// Heap bytes of a hash table that says it has this capacity.
pub(super) fn hash_table_bytes<Entry>(capacity: usize) -> usize {
    match capacity {
        0 => 0,
        1..=3 => hash_buckets_bytes::<Entry>(LEAST_BUCKETS),
        4..=7 => hash_buckets_bytes::<Entry>(8),
        // Seven eighths of the buckets are filled at most.
        _ => hash_buckets_bytes::<Entry>((capacity.saturating_mul(8) / 7).next_power_of_two()),
    }
}

/// The largest capacity whose hash table takes at most this many bytes; 0 if even the smallest
/// takes more.
pub(super) fn hash_capacity_within<Entry>(bytes: usize) -> usize {
    let mut buckets = LEAST_BUCKETS;
    if hash_buckets_bytes::<Entry>(buckets) > bytes {
        return 0;
    }
    while hash_buckets_bytes::<Entry>(buckets * 2) <= bytes {
        buckets *= 2;
    }
    if buckets < 8 {
        buckets - 1
    } else {
        buckets / 8 * 7
    }
}

/// Entries, padding up to the control bytes, a control byte for each bucket, and one group more.
fn hash_buckets_bytes<Entry>(buckets: usize) -> usize {
    let alignment = align_of::<Entry>().max(HASH_GROUP);
    let entries = buckets.saturating_mul(size_of::<Entry>());
    entries
        .div_ceil(alignment)
        .saturating_mul(alignment)
        .saturating_add(buckets)
        .saturating_add(HASH_GROUP)
}

/// Entries in a full node of a B-tree; every node but the root holds at least `BTREE_LEAST`.
const BTREE_MOST: usize = 11;
const BTREE_LEAST: usize = 5;

/// The shape of a B-tree's leaf.
struct BTreeLeaf<K, V> {
    _parent: Option<NonNull<()>>,
    _parent_index: MaybeUninit<u16>,
    _len: u16,
    _keys: [MaybeUninit<K>; BTREE_MOST],
    _values: [MaybeUninit<V>; BTREE_MOST],
}

/// The shape of a B-tree's inner node: a leaf with edges.
struct BTreeInner<K, V> {
    _leaf: BTreeLeaf<K, V>,
    _edges: [Option<NonNull<()>>; BTREE_MOST + 1],
}

/// The most heap bytes that a B-tree with this many entries takes.
pub(super) fn btree_bytes<K, V>(len: usize) -> usize {
    if len == 0 {
        return 0;
    }
    // A root that is no leaf has two children or more, every other inner node six or more.
    let (nodes, inner) = if len <= 2 * BTREE_LEAST {
        (1, 0)
    } else {
        let nodes = (len - 1) / BTREE_LEAST + 1;
        (nodes, (nodes - 3) / (BTREE_LEAST + 1) + 1)
    };
    (nodes - inner)
        .saturating_mul(size_of::<BTreeLeaf<K, V>>())
        .saturating_add(inner.saturating_mul(size_of::<BTreeInner<K, V>>()))
}

/// The shape of a linked list's node.
struct ListNode<T> {
    _next: Option<NonNull<()>>,
    _previous: Option<NonNull<()>>,
    _element: T,
}

/// Heap bytes of a linked list with this many elements.
pub(super) const fn list_bytes<T>(len: usize) -> usize {
    len * size_of::<ListNode<T>>()
}
