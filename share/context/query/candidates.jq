# Which index a plan calls for: of each Seq Scan with a Filter, the columns that the filter compares with something that is no
# column, those with = first and one with < or > behind them. Input: [{schema, table, cost, tree}], the tree of SELECT WHERE filter.
# Output: indexes of the shape that policy/index.jq gives, that of the dearest scan first, three at the most.

def column: # a column, with the cast that EXPLAIN shows for varchar
  if .TypeCast? then .TypeCast.arg | column else .ColumnRef.fields | arrays | .[-1].String | .sval // .str | strings end;
def columns_in: [.. | objects | select(has("ColumnRef"))];
def conjuncts: if .BoolExpr?.boolop == "AND_EXPR" then .BoolExpr.args[] | conjuncts else . end;

# Of a = b, either side may be the column.
def compared:
  .A_Expr | objects
  | (.name[0].String | .sval // .str) as $operator
  | select((.kind == "AEXPR_OP" or .kind == "AEXPR_OP_ANY") and ($operator | IN("=", "<", ">", "<=", ">=")))
  | { equal: ($operator == "="), name: (if .rexpr | columns_in == [] then .lexpr elif .lexpr | columns_in == [] then .rexpr else empty end | column) };

def unique_names: reduce .[] as $one ([]; if any(.[]; .name == $one.name) then . else . + [$one] end);

sort_by(-.cost)
| [.[] | { schema, table, method: "btree", columns: (
    [.tree.stmts[0].stmt.SelectStmt.whereClause | objects | conjuncts | compared] | unique_names
    | ([.[] | select(.equal)] + [.[] | select(.equal | not)][:1])[:3] | map({name})) }
  | select(.columns != [])]
| reduce .[] as $one ([]; if any(.[]; . == $one) then . else . + [$one] end)
| .[:3]
