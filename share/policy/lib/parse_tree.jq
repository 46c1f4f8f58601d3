# parse_tree.jq: a parse tree as libpg_query prints it, {"SelectStmt": {"targetList": [{"ResTarget": …}]}}, taken apart by nodes.json.
# Every kind of node and every field of one has to be in that table: what a newer parser or an odd statement brings is refused.

def refuse($why): error("policy: " + $why);

def unknown($what): refuse($policy.refusals[$what] // "\($what) is not among the constructs that are allowed");

# [{"String": {"sval": "a"}}] as ["a"].
def names: if type == "array" and all(.[]; keys == ["String"]) then map(.String.sval // "") else unknown("a name") end;

def kind_of: keys_unsorted[0];

# This node and all below it, each as {tag, node}. An empty object stands for a null in a list.
def nodes_as($tag):
  def nodes: if . == {} then empty elif keys | length == 1 then kind_of as $kind | .[$kind] | nodes_as($kind) else unknown("a node") end;
  . as $node
  | $policy.nodes[$tag] as $fields
  | if $fields == null then unknown($tag) else {$tag, $node} end,
    ( keys_unsorted[] as $key
      | $node[$key]
      | if $fields[$key] == null then unknown("\($tag).\($key)")
        elif $fields[$key] == "value" then empty
        elif $fields[$key] == "names" then names | empty
        elif $fields[$key] == "path" then .[] | select(keys != ["String"] and . != {"A_Star": {}}) | unknown("a path")
        elif $fields[$key] == "node" then nodes
        elif $fields[$key] == "nodes" then .[] | nodes
        elif $fields[$key] == "select" then (if kind_of == "SelectStmt" then nodes else unknown(kind_of) end)
        else nodes_as($fields[$key]) end );
